import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne, pushSynced } from "../hubspot/simulated-hubspot.ts";
import { CRMS } from "./crms.ts";

function deletionOf({ customer, externalId }: { customer: { id: string }; externalId: string | null }) {
  return { prospectId: customer.id, externalId };
}

describe.each(CRMS)("the record of a deleted customer, at $name,", (crm) => {
  it("goes in one call a page, as often as it is asked for", async () => {
    const { adapter, countCalls, people } = await crm.create();
    const page = Array.from({ length: adapter.contactPageSize }, () => firstPush(newCustomer()));
    const pushed = await pushSynced(adapter, page);
    const deleted = pushed.map(({ customer: { id } }) => ({ prospectId: id, kind: "deleted" }));
    const before = countCalls();
    expect(await adapter.deleteContacts(pushed.map(deletionOf), "archive")).toEqual(deleted);
    expect(await adapter.deleteContacts(pushed.map(deletionOf), "archive")).toEqual(deleted);
    expect(countCalls() - before).toBe(2);
    expect(people()).toEqual([]);
  });

  it.each(["archive", "erase"] as const)(
    "is found by our id where its mapping was lost, and nobody's where there is none (%s)",
    async (mode) => {
      const { adapter, people } = await crm.create();
      const { customer } = await pushOne(adapter);
      const deletions = [
        deletionOf({ customer, externalId: null }),
        { prospectId: "never", externalId: null },
      ];
      expect(await adapter.deleteContacts(deletions, mode)).toEqual([
        { prospectId: customer.id, kind: "deleted" },
        { prospectId: "never", kind: "deleted" },
      ]);
      expect(people()).toEqual([]);
      // The address of an erased person may be used again.
      await pushOne(adapter, newCustomer({ email: customer.email }));
    },
  );

  it("is erased under the id that it was merged into, as often as it is asked for", async () => {
    const { adapter, addPerson, mergePeople, people } = await crm.create();
    const pushed = await pushOne(adapter);
    mergePeople(pushed.externalId, addPerson({ email: "other@example.com" }));
    for (let time = 0; time < 2; time += 1) {
      expect(await adapter.deleteContacts([deletionOf(pushed)], "erase")).toMatchObject([
        { kind: "deleted" },
      ]);
    }
    expect(people()).toEqual([]);
  });

  it("is not erased with another customer's that it was merged into", async () => {
    const { adapter, mergePeople, people } = await crm.create();
    const [kept, lost] = [await pushOne(adapter), await pushOne(adapter)];
    const survivor = mergePeople(kept.externalId, lost.externalId);
    expect(await adapter.deleteContacts([deletionOf(lost)], "erase")).toMatchObject([
      { kind: "error", reason: expect.stringContaining("merged into") },
    ]);
    expect(people().map(({ id }) => id)).toEqual([survivor]);
  });
});
