import { describe, expect, it } from "vitest";
import { syncWorld } from "./engine-world.ts";

describe("a customer that is deleted in D1", () => {
  it.each(["archive", "erase"] as const)("leaves the CRM (%s)", async (deletion) => {
    const { customers, crm, sync, mappings, query, integrationId } = await syncWorld({ deletion });
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await customers.addCustomerNote(id, "rappeler");
    await sync();
    const modes: string[] = [];
    const remove = crm.deleteContacts.bind(crm);
    crm.deleteContacts = async (page, mode) => {
      modes.push(mode);
      return remove(page, mode);
    };
    await customers.deleteCustomer(id);
    expect(await sync()).toEqual({ kind: "done" });
    expect(await sync()).toEqual({ kind: "done" });
    expect(modes).toEqual([deletion]);
    expect(crm.liveRecords()).toEqual([]);
    expect(await mappings()).toEqual(new Map());
    expect(
      await query("SELECT * FROM crm_activity_mappings WHERE integration_id = ?1", integrationId),
    ).toEqual([]);
  });

  it("leaves the CRM also where the answer to its creation was lost", async () => {
    const { customers, crm, sync, mappings } = await syncWorld();
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await crm.pushContacts([
      { customer: { ...crmCustomer, id }, externalId: null, memo: null, lifecycle: null },
    ]);
    await customers.deleteCustomer(id);
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.liveRecords()).toEqual([]);
    expect(await mappings()).toEqual(new Map());
  });

  it("leaves the record standing that its own was merged into, where that is another customer's", async () => {
    const { customers, crm, sync, mappings } = await syncWorld();
    const kept = await customers.createCustomer({ firstName: "Sophie" });
    const deleted = await customers.createCustomer({ firstName: "Sophie bis" });
    await sync();
    const [first, second] = crm.liveRecords();
    if (!first || !second) throw new Error("there are no two records");
    const survivor = crm.mergeByPerson(first, second);
    await customers.deleteCustomer(deleted.id);
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.liveRecords()).toEqual([survivor]);
    expect([...(await mappings()).keys()]).toEqual([kept.id]);
  });

  it("is deleted in the CRM by a later pass where the CRM failed", async () => {
    const { customers, crm, sync, mappings, pass } = await syncWorld();
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await sync();
    await customers.deleteCustomer(id);
    const remove = crm.deleteContacts.bind(crm);
    crm.deleteContacts = async (page) =>
      page.map(({ prospectId }) => ({ prospectId, kind: "error", reason: "it is locked" }));
    expect((await sync()).kind).toBe("wait");
    expect((await mappings()).get(id)).toMatchObject({
      status: "error",
      reason: "it is locked",
      attempts: 1,
    });
    crm.deleteContacts = remove;
    pass(600);
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.liveRecords()).toEqual([]);
    expect(await mappings()).toEqual(new Map());
  });
});

describe("a record that a person deleted in the CRM", () => {
  it("is not made again, however often its customer changes", async () => {
    const { customers, crm, sync, mappings } = await syncWorld();
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await sync();
    for (const record of crm.liveRecords()) crm.changeByPerson(record, { deletedBy: "person" });
    for (const firstName of ["Ann", "Anne"]) {
      await customers.updateCustomer(id, { firstName });
      expect(await sync()).toEqual({ kind: "done" });
    }
    expect(crm.liveRecords()).toEqual([]);
    expect((await mappings()).get(id)).toMatchObject({
      status: "remote_deleted",
      reason: "it was deleted there",
    });
    expect(crm.calls.filter(({ method }) => method === "pushContacts")).toHaveLength(2);
  });

  it("is brought up to date again once a person restores it", async () => {
    const { customers, crm, sync, mappings, pass } = await syncWorld();
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await sync();
    const [record] = crm.liveRecords();
    if (!record) throw new Error("there is no record");
    crm.changeByPerson(record, { deletedBy: "person" });
    pass(600);
    await sync();
    expect((await mappings()).get(id)?.status).toBe("remote_deleted");
    await customers.updateCustomer(id, { firstName: "Ann" });
    crm.changeByPerson(record, { deletedBy: null });
    pass(600);
    while ((await sync()).kind === "more");
    expect((await mappings()).get(id)).toMatchObject({ status: "synced", externalId: record.id });
    expect(crm.liveRecords()).toMatchObject([{ id: record.id, fields: { firstName: "Ann" } }]);
  });
});

const crmCustomer = {
  firstName: "Sophie",
  lastName: null,
  phone: null,
  email: null,
  segment: null,
  tags: [],
  preferredChannel: null,
  totalOrders: 0,
  totalRevenue: 0,
  currency: null,
  createdAt: null,
  lastContactAt: null,
  lastOrderAt: null,
  address: null,
  city: null,
  postalCode: null,
  country: null,
  optedOut: false,
};
