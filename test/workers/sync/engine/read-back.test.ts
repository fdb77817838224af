import { describe, expect, it } from "vitest";
import { type SyncWorld, syncWorld } from "./engine-world.ts";

async function syncedCustomers(names: string[]) {
  const world = await syncWorld();
  const ids: string[] = [];
  for (const firstName of names) ids.push((await world.customers.createCustomer({ firstName })).id);
  await world.sync();
  const records = ids.map((id) => {
    const record = world.crm.liveRecords().find(({ prospectId }) => prospectId === id);
    if (!record) throw new Error("a customer has no record");
    return record;
  });
  world.crm.calls.length = 0;
  return { ...world, ids, records };
}

async function runAllPasses({ sync }: Pick<SyncWorld, "sync">): Promise<void> {
  for (let passes = 0; (await sync()).kind === "more"; passes++) expect(passes).toBeLessThan(5);
}

async function optOuts({ query, tenantId }: SyncWorld) {
  return query("SELECT prospect_id, channel, source FROM opt_outs WHERE tenant_id = ?1", tenantId);
}

describe("a person's change in the CRM", () => {
  it("is read back: a new owner, and an opt-out, which goes to the other CRMs", async () => {
    const world = await syncedCustomers(["Sophie", "Ann", "Karim"]);
    const { crm, ids, records, mappings, pass } = world;
    for (const record of records) crm.changeByPerson(record, { ownerId: "owner-1", optedOut: true });
    pass(200);
    await runAllPasses(world);
    for (const id of ids)
      expect((await mappings()).get(id)).toMatchObject({ status: "synced", ownerId: "owner-1" });
    expect(await optOuts(world)).toEqual(
      expect.arrayContaining(ids.map((id) => ({ prospect_id: id, channel: "all", source: "hubspot" }))),
    );
    expect(crm.records.get(records[0]?.id ?? "")?.fields.optedOut).toBe(true);
  });

  it("is looked for at intervals, and costs no call in between", async () => {
    const { crm, sync, pass } = await syncedCustomers(["Sophie"]);
    pass(200);
    await sync();
    expect(crm.calls.map(({ method }) => method)).toEqual(["listRemoteChanges"]);
    pass(60);
    await sync();
    expect(crm.calls).toHaveLength(1);
  });

  it("does not record an opt-out from D1 a second time, as one of the CRM", async () => {
    const world = await syncedCustomers(["Sophie"]);
    const { crm, ids, records, query, tenantId, pass } = world;
    await query("INSERT INTO opt_outs VALUES (?1, ?2, 'sms', 'person', '2026-01-01')", tenantId, ids[0]);
    await runAllPasses(world);
    for (const record of records) crm.changeByPerson(record, { ownerId: "owner-1" });
    pass(200);
    await runAllPasses(world);
    expect(await optOuts(world)).toEqual([{ prospect_id: ids[0], channel: "sms", source: "person" }]);
  });

  it("is followed where it is a merge, and a record is not written for two customers", async () => {
    const world = await syncedCustomers(["Sophie", "Sophie bis"]);
    const { crm, customers, ids, records, mappings, pass } = world;
    const [first, second] = records;
    const [kept = "", other = ""] = ids;
    if (!first || !second) throw new Error("there are no two records");
    const survivor = crm.mergeByPerson(first, second);
    pass(200);
    await runAllPasses(world);
    await customers.updateCustomer(other, { firstName: "Other" });
    await runAllPasses(world);
    expect(crm.liveRecords()).toEqual([survivor]);
    expect(survivor).toMatchObject({ prospectId: kept, fields: { firstName: "Sophie" } });
    expect((await mappings()).get(kept)).toMatchObject({ externalId: survivor.id });
    expect((await mappings()).get(other)).toMatchObject({
      status: "conflict",
      externalId: survivor.id,
      reason: `its record is also that of customer ${kept}`,
    });
  });

  it("leaves a merged record to one customer, whichever of the two is synced first", async () => {
    const world = await syncedCustomers(["Sophie", "Sophie bis"]);
    const { crm, customers, ids, records, mappings } = world;
    const [first, second] = records;
    const [kept = "", other = ""] = ids;
    if (!first || !second) throw new Error("there are no two records");
    const survivor = crm.mergeByPerson(first, second);
    for (const id of [other, kept]) {
      await customers.updateCustomer(id, { firstName: `Customer ${id}` });
      await runAllPasses(world);
    }
    expect(survivor).toMatchObject({ prospectId: kept, fields: { firstName: `Customer ${kept}` } });
    expect((await mappings()).get(kept)).toMatchObject({ status: "synced", externalId: survivor.id });
    expect((await mappings()).get(other)).toMatchObject({ status: "conflict", externalId: survivor.id });
  });

  it("is found and counted by the weekly reconcile where the read-back did not see it", async () => {
    const world = await syncedCustomers(["Sophie", "Ann", "Karim", "Marie"]);
    const { crm, ids, records, mappings, query, integrationId, pass } = world;
    pass(4000);
    await runAllPasses(world);
    const [gone, merged, twin] = records;
    if (!gone || !merged || !twin) throw new Error("there are no records");
    // The change is long before the cursor of the read-back.
    const silently = { modifiedAt: "2000-01-01T00:00:00.000Z" };
    Object.assign(gone, { deletedBy: "person" }, silently);
    const survivor = crm.createByPerson({});
    Object.assign(merged, { mergedInto: survivor.id, prospectId: null }, silently);
    Object.assign(twin, { prospectId: null }, silently);
    crm.calls.length = 0;
    pass(7 * 24 * 3600);
    await runAllPasses(world);
    // The survivor's id comes after that of the record merged into it, so the survivor is compared, too, and lacks our id.
    expect(crm.calls.filter(({ method }) => method === "readContacts").map(({ size }) => size)).toEqual([
      3, 1, 1,
    ]);
    expect((await mappings()).get(ids[0] ?? "")?.status).toBe("remote_deleted");
    expect((await mappings()).get(ids[1] ?? "")).toMatchObject({ status: "synced", externalId: survivor.id });
    expect(survivor.prospectId).toBe(ids[1]);
    expect(twin.prospectId).toBe(ids[2]);
    const [run] = await query<{ counts: string }>(
      "SELECT counts FROM sync_runs WHERE integration_id = ?1 AND counts LIKE '%drift%'",
      integrationId,
    );
    expect(JSON.parse(run?.counts ?? "{}")).toEqual({
      contacts_compared: 5,
      drift_deleted: 1,
      drift_merged: 1,
      drift_unstamped: 2,
    });
  });
});

describe("a record that the CRM had before", () => {
  it("is adopted by its e-mail address, unless it is another customer's", async () => {
    const { crm, customers, sync, mappings } = await syncWorld();
    const adopted = crm.createByPerson({ email: "sophie@example.com" });
    crm.createByPerson({ email: "ann@example.com" }, "somebody else");
    const sophie = await customers.createCustomer({ email: "sophie@example.com" });
    const ann = await customers.createCustomer({ email: "ann@example.com" });
    expect(await sync()).toEqual({ kind: "done" });
    expect((await mappings()).get(sophie.id)).toMatchObject({ status: "synced", externalId: adopted.id });
    expect((await mappings()).get(ann.id)).toEqual({
      status: "conflict",
      externalId: "",
      reason: "its record is another customer's",
    });
    expect(crm.records.size).toBe(2);
  });
});
