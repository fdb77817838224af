import { env } from "cloudflare:workers";
import { insertIntegration, updateIntegration } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { type SyncWorld, syncWorld } from "./engine-world.ts";

const NOW = new Date("2026-06-01T12:00:00.000Z");

/** A CRM whose account is known, with two customers, an activity and a note. Then its integration is deleted. */
async function deletedIntegration() {
  const world = await syncWorld({ activitiesNeedIntent: true });
  const { customers, query, integrationId, tenantId } = world;
  await updateIntegration(env.DB, tenantId, integrationId, { learned: { portalId: "1" } }, NOW);
  const kept = await customers.createCustomer({ firstName: "Sophie" });
  const gone = await customers.createCustomer({ firstName: "Ann" });
  await customers.logInteraction(kept.id, "call", "phone");
  const note = await customers.addCustomerNote(kept.id, "rappeler");
  await world.sync();
  expect(world.crm.activities).toHaveLength(2);
  const record = world.crm.liveRecords().find(({ prospectId }) => prospectId === gone.id);
  if (!record) throw new Error("there is no record");
  await query("DELETE FROM crm_integrations WHERE id = ?1", integrationId);
  return { ...world, kept, gone, record, note };
}

/** Connects the account again, under the same id, so that the world's passes are the new integration's. */
async function connectAgain({ connect, tenantId, integrationId }: SyncWorld, portalId = "1") {
  await connect();
  await updateIntegration(env.DB, tenantId, integrationId, { learned: { portalId } }, NOW);
}

const retired = ({ query, tenantId }: SyncWorld) =>
  query("SELECT * FROM retired_mappings WHERE tenant_id = ?1", tenantId);

describe("an integration with an account that a deleted integration was with", () => {
  it("brings no activity twice, and makes no record again that a person deleted meanwhile", async () => {
    const world = await deletedIntegration();
    const { crm, sync, mappings, gone, record } = world;
    expect(await mappings()).toEqual(new Map());
    crm.changeByPerson(record, { deletedBy: "person" });
    await connectAgain(world);
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.liveRecords()).toHaveLength(1);
    expect((await mappings()).get(gone.id)?.status).toBe("remote_deleted");
    expect(crm.activities).toHaveLength(2);
    expect(await retired(world)).toEqual([]);
  });

  it("brings the notes to the CRM that were written, changed or deleted meanwhile", async () => {
    const world = await deletedIntegration();
    const { crm, customers, sync, kept, note, query } = world;
    await query("UPDATE customer_notes SET content = 'rappelée' WHERE id = ?1", note.id);
    await customers.updateCustomer(kept.id, { firstName: "Sofia" });
    await customers.logInteraction(kept.id, "call", "phone");
    await connectAgain(world);
    await sync();
    expect(crm.activities).toHaveLength(3);
    expect(crm.activities.find(({ key }) => key === `note:${note.id}`)?.text).toBe("rappelée");
    expect(
      crm
        .liveRecords()
        .map(({ fields }) => fields.firstName)
        .toSorted(),
    ).toEqual(["Ann", "Sofia"]);
    await query("DELETE FROM crm_integrations WHERE id = ?1", world.integrationId);
    await query("DELETE FROM customer_notes WHERE id = ?1", note.id);
    await connectAgain(world);
    await sync();
    expect(crm.activities).toHaveLength(2);
  });

  it("takes over no mapping of another account", async () => {
    const world = await deletedIntegration();
    await connectAgain(world, "2");
    expect(await world.mappings()).toEqual(new Map());
    expect(await retired(world)).toHaveLength(4);
  });

  it("takes over no mapping of a customer that was deleted meanwhile, whose record is deleted all the same", async () => {
    const world = await deletedIntegration();
    await world.customers.deleteCustomer(world.kept.id);
    expect(await retired(world)).toMatchObject([{ prospect_id: world.gone.id, activity_id: "" }]);
    await connectAgain(world);
    await world.sync();
    expect(world.crm.liveRecords()).toMatchObject([{ prospectId: world.gone.id }]);
  });

  it("takes the mappings over also where its settings name the account from the start", async () => {
    const world = await deletedIntegration();
    const { tenantId, integrationId } = world;
    const settings = { portalId: "1" };
    await insertIntegration(
      env.DB,
      { id: integrationId, tenantId, system: "hubspot", credentials: "x", settings },
      NOW,
    );
    expect((await world.mappings()).size).toBe(2);
    expect(await retired(world)).toEqual([]);
  });

  it("of another tenant with the same account takes over no mapping", async () => {
    const world = await deletedIntegration();
    const other = await syncWorld();
    await updateIntegration(env.DB, other.tenantId, other.integrationId, { learned: { portalId: "1" } }, NOW);
    expect(await other.mappings()).toEqual(new Map());
    expect(await retired(world)).toHaveLength(4);
  });
});
