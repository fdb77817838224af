import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne, pushSynced } from "../../hubspot/simulated-hubspot.ts";
import { listLiving, simulateSalesforce } from "../simulated-salesforce.ts";

function deletionOf({ customer, externalId }: { customer: { id: string }; externalId: string | null }) {
  return { prospectId: customer.id, externalId };
}

describe("a deleted customer's record", () => {
  it("stays where Salesforce refuses to delete it, and it alone is an error", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const pushed = await pushSynced(adapter, [firstPush(newCustomer()), firstPush(newCustomer())]);
    const [kept] = pushed;
    sandbox.rowFaults.push({
      match: ({ operation, id }) => operation === "delete" && id === kept?.externalId,
      errorCode: "DELETE_FAILED",
      times: 1,
    });
    expect(await adapter.deleteContacts(pushed.map(deletionOf), "archive")).toMatchObject([
      { kind: "error", reason: "Salesforce refuses it: DELETE_FAILED" },
      { kind: "deleted" },
    ]);
    expect(listLiving(sandbox).map(({ id }) => id)).toEqual([kept?.externalId]);
  });

  it("is erased with its tasks, whoever made them, and with no other person's", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const [erased, other] = await pushSynced(adapter, [firstPush(newCustomer()), firstPush(newCustomer())]);
    if (!erased || !other) throw new Error("nothing was pushed");
    sandbox.add("Task", { Subject: "Call back", WhoId: erased.externalId });
    const kept = sandbox.add("Task", { Subject: "Call back", WhoId: other.externalId });
    for (let again = 0; again < 2; again += 1) {
      expect(await adapter.deleteContacts([deletionOf(erased)], "erase")).toMatchObject([
        { kind: "deleted" },
      ]);
    }
    expect(listLiving(sandbox).map(({ id }) => id)).toEqual([other.externalId]);
    expect(listLiving(sandbox, "Task").map(({ id }) => id)).toEqual([kept]);
  });

  it("stays until all its tasks are gone", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const pushed = await pushOne(adapter);
    const task = sandbox.add("Task", { Subject: "Locked", WhoId: pushed.externalId });
    sandbox.rowFaults.push({ match: ({ id }) => id === task, errorCode: "UNABLE_TO_LOCK_ROW", times: 1 });
    expect(await adapter.deleteContacts([deletionOf(pushed)], "erase")).toMatchObject([{ kind: "error" }]);
    expect(listLiving(sandbox)).toHaveLength(1);
    expect(await adapter.deleteContacts([deletionOf(pushed)], "erase")).toMatchObject([{ kind: "deleted" }]);
    expect([...listLiving(sandbox), ...listLiving(sandbox, "Task")]).toEqual([]);
  });

  it("is erased with the tasks of its person account", async () => {
    const { sandbox, adapter } = await simulateSalesforce({
      personAccounts: true,
      settings: { account: { kind: "person" } },
    });
    const pushed = await pushOne(adapter);
    const [account] = listLiving(sandbox, "Account");
    sandbox.add("Task", { Subject: "Call back", WhoId: String(account?.values.PersonContactId) });
    expect(await adapter.deleteContacts([deletionOf(pushed)], "erase")).toMatchObject([{ kind: "deleted" }]);
    expect([...listLiving(sandbox, "Account"), ...listLiving(sandbox, "Task")]).toEqual([]);
  });

  it.each(["archive", "erase"] as const)(
    "leaves alone the contact of another customer that its lead was converted to (%s)",
    async (mode) => {
      const { sandbox, adapter } = await simulateSalesforce({ settings: { object: "Lead" } });
      const [lead, other] = await pushSynced(adapter, [firstPush(newCustomer()), firstPush(newCustomer())]);
      if (!lead || !other) throw new Error("nothing was pushed");
      const { contactId } = sandbox.convertLead(other.externalId);
      await pushSynced(adapter, [other]);
      sandbox.convertLead(lead.externalId, contactId);
      for (const externalId of [null, lead.externalId]) {
        const [outcome] = await adapter.deleteContacts([{ ...deletionOf(lead), externalId }], mode);
        expect(outcome).toMatchObject(
          mode === "archive"
            ? { kind: "deleted" }
            : { kind: "error", reason: expect.stringContaining("converted to") },
        );
      }
      expect(listLiving(sandbox).map(({ id }) => id)).toEqual([contactId]);
    },
  );

  it("is erased with the lead that it was", async () => {
    for (const isMapped of [true, false]) {
      const { sandbox, adapter } = await simulateSalesforce({ settings: { object: "Lead" } });
      const pushed = await pushOne(adapter);
      const { contactId } = sandbox.convertLead(pushed.externalId);
      const externalId = isMapped ? contactId : null;
      if (isMapped) await pushSynced(adapter, [pushed]);
      expect(await adapter.deleteContacts([{ ...deletionOf(pushed), externalId }], "erase")).toMatchObject([
        { kind: "deleted" },
      ]);
      expect([...listLiving(sandbox), ...listLiving(sandbox, "Lead")]).toEqual([]);
    }
  });
});
