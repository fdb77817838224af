import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne, pushSynced, simulateHubspot } from "../simulated-hubspot.ts";

function deletionOf({ customer, externalId }: { customer: { id: string }; externalId: string | null }) {
  return { prospectId: customer.id, externalId };
}

describe("a deleted customer's contact", () => {
  it("is archived, in one call a page, as often as it is asked for", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushSynced(
      adapter,
      Array.from({ length: 100 }, () => firstPush(newCustomer())),
    );
    const deleted = pushed.map(({ customer: { id } }) => ({ prospectId: id, kind: "deleted" }));
    expect(await adapter.deleteContacts(pushed.map(deletionOf), "archive")).toEqual(deleted);
    expect(await adapter.deleteContacts(pushed.map(deletionOf), "archive")).toEqual(deleted);
    expect(sandbox.countBy()["POST /crm/objects/contacts/batch/archive"]).toBe(2);
    expect(sandbox.records("contacts").every(({ archived }) => archived)).toBe(true);
  });

  it("is found by our id where its mapping was lost", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const { customer } = await pushOne(adapter);
    await adapter.deleteContacts([deletionOf({ customer, externalId: null })], "archive");
    expect(sandbox.records("contacts")).toMatchObject([{ archived: true }]);
  });

  it("is erased with its activities, and an unknown one blocks nobody's address", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    const deletions = [deletionOf(pushed), { prospectId: "never-pushed", externalId: null }];
    const deleted = deletions.map(({ prospectId }) => ({ prospectId, kind: "deleted" }));
    expect(await adapter.deleteContacts(deletions, "erase")).toEqual(deleted);
    expect(await adapter.deleteContacts(deletions, "erase")).toEqual(deleted);
    expect(sandbox.records("contacts")).toEqual([]);
    await pushOne(adapter, newCustomer({ email: pushed.customer.email }));
  });

  it("is erased under the id that it was merged into", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    sandbox.merge(pushed.externalId, sandbox.add("contacts", { email: "other@example.com" }));
    expect(await adapter.deleteContacts([deletionOf(pushed)], "erase")).toMatchObject([{ kind: "deleted" }]);
    expect(sandbox.records("contacts")).toEqual([]);
  });

  it("is not erased with another customer's", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const kept = await pushOne(adapter);
    const pushed = await pushOne(adapter);
    sandbox.merge(kept.externalId, pushed.externalId);
    expect(await adapter.deleteContacts([deletionOf(pushed)], "erase")).toMatchObject([{ kind: "error" }]);
    expect(sandbox.records("contacts")).toHaveLength(1);
  });
});
