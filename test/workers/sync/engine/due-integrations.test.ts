import { env } from "cloudflare:workers";
import { listIntegrationsToSync } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { queryPlan } from "../../../packages/db/query-plan.ts";
import { observedDatabase } from "../../../support/observed-database.ts";
import { type SyncWorld, syncWorld } from "./engine-world.ts";
import { POISON } from "./fake-crm.ts";

/** A world whose CRM is up to date and has just been read. */
async function idleWorld(options?: Parameters<typeof syncWorld>[0]) {
  const world = await syncWorld(options);
  const { id } = await world.customers.createCustomer({ firstName: "Sophie" });
  // The first reconcile is due by then.
  world.pass(4000);
  for (let passes = 0; (await world.sync()).kind === "more"; passes++) expect(passes).toBeLessThan(5);
  expect(await isDue(world)).toBe(false);
  return { ...world, id };
}

async function isDue({ integrationId, clock }: SyncWorld, db: D1Database = env.DB): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const page = await listIntegrationsToSync(db, { limit: 100, cursor }, clock.now);
    if (page.items.some((ref) => ref.integrationId === integrationId)) return true;
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  return false;
}

describe("an integration is woken", () => {
  it("for a change, and not after it was synced", async () => {
    const world = await idleWorld();
    await world.customers.updateCustomer(world.id, { firstName: "Ann" });
    expect(await isDue(world)).toBe(true);
    await world.sync();
    expect(await isDue(world)).toBe(false);
  });

  it("for a note that was changed", async () => {
    const world = await idleWorld();
    await world.query(
      `INSERT INTO crm_activity_mappings (integration_id, prospect_id, activity_id, tenant_id, external_id, state)
       VALUES (?1, ?2, 'note:1', ?3, '7', 'changed')`,
      world.integrationId,
      world.id,
      world.tenantId,
    );
    expect(await isDue(world)).toBe(true);
    await world.sync();
    expect(await isDue(world)).toBe(false);
  });

  it("for a record that failed, when it is time to try again", async () => {
    const world = await idleWorld();
    await world.customers.updateCustomer(world.id, { firstName: "Anne" });
    await world.customers.createCustomer({ firstName: "Ann", lastName: POISON });
    const result = await world.sync();
    expect(result.kind).toBe("wait");
    expect(await isDue(world)).toBe(false);
    if (result.kind === "wait") world.clock.now = result.until;
    expect(await isDue(world)).toBe(true);
  });

  it("for an activity whose answer was lost", async () => {
    const world = await idleWorld();
    await world.query(
      `INSERT INTO crm_activity_mappings (integration_id, prospect_id, activity_id, tenant_id, state)
       VALUES (?1, ?2, 'a', ?3, 'intended')`,
      world.integrationId,
      world.id,
      world.tenantId,
    );
    expect(await isDue(world)).toBe(true);
  });

  it("to read what people changed in the CRM, and once a week to compare all of it", async () => {
    const world = await idleWorld();
    world.pass(91);
    expect(await isDue(world)).toBe(true);
    await world.sync();
    expect(await isDue(world)).toBe(false);
    await world.query(
      "UPDATE sync_cursors SET read_back_at = '2999-01-01' WHERE integration_id = ?1",
      world.integrationId,
    );
    expect(await isDue(world)).toBe(false);
    world.pass(7 * 24 * 3600);
    expect(await isDue(world)).toBe(true);
  });

  it("for a first load, and for a job only when it is time to look at it", async () => {
    const world = await syncWorld({ bulk: true, connected: false });
    for (let index = 0; index < 6; index++) await world.customers.createCustomer({ firstName: "Sophie" });
    await world.connect();
    expect(await isDue(world)).toBe(true);
    const result = await world.sync();
    expect(await isDue(world)).toBe(false);
    if (result.kind !== "wait") throw new Error(`the pass ended ${result.kind}`);
    world.clock.now = result.until;
    expect(await isDue(world)).toBe(true);
  });

  it("after a pass that was cut off", async () => {
    const world = await idleWorld();
    await world.openStore().beginPass();
    expect(await isDue(world)).toBe(true);
  });

  it("not while it is paused, switched off or without authorisation", async () => {
    const world = await idleWorld();
    await world.customers.updateCustomer(world.id, { firstName: "Ann" });
    for (const change of ["sync_status = 'paused'", "sync_status = 'needs_auth'", "is_active = 0"]) {
      await world.query(`UPDATE crm_integrations SET ${change} WHERE id = ?1`, world.integrationId);
      expect(await isDue(world)).toBe(false);
      await world.query(
        "UPDATE crm_integrations SET sync_status = 'idle', is_active = 1 WHERE id = ?1",
        world.integrationId,
      );
    }
    expect(await isDue(world)).toBe(true);
  });
});

describe("the cost of an idle integration", () => {
  it("is a few rows read and none written at a tick, by indexes alone", async () => {
    const world = await idleWorld();
    const statements: string[] = [];
    let written = 0;
    const db = observedDatabase(env.DB, {
      onRoundTrip: (sql, results) => {
        statements.push(...sql);
        for (const { meta } of results) written += meta.rows_written;
      },
    });
    expect(await isDue(world, db)).toBe(false);
    expect(written).toBe(0);
    const plan = await queryPlan(statements[0] ?? "");
    expect(plan.filter((step) => step.startsWith("SCAN") && !step.startsWith("SCAN json_each"))).toEqual([]);
    for (const index of [
      "crm_integrations_synced",
      "prospect_changes_by_seq",
      "crm_sync_mappings_due",
      "crm_activity_mappings_due",
      "crm_activity_mappings_revised",
    ]) {
      expect(plan.join("\n")).toContain(`INDEX ${index}`);
    }
  });

  it("is at most 12 rows read at a tick where 1,000 integrations are idle", async () => {
    const world = await idleWorld();
    const { tenantId, clock, query } = world;
    const count = 1000;
    await query(
      `INSERT INTO crm_integrations (id, tenant_id, system_type)
       WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)
       SELECT ?1 || n, ?1 || n, 'hubspot' FROM numbers`,
      `${tenantId}-idle-`,
      count,
    );
    let read = 0;
    const db = observedDatabase(env.DB, {
      onRoundTrip: (_sql, results) => {
        for (const { meta } of results) read += meta.rows_read;
      },
    });
    clock.now = new Date();
    await listIntegrationsToSync(db, { limit: 100 }, clock.now);
    expect(read).toBeGreaterThan(count);
    expect(read).toBeLessThanOrEqual(12 * count);
    await query("DELETE FROM crm_integrations WHERE tenant_id LIKE ?1 || '%'", `${tenantId}-idle-`);
  });

  it("is at most 4 rows written at a look that finds nothing, and no run is recorded", async () => {
    const world = await idleWorld();
    const { query, integrationId, sync, crm } = world;
    const runs = () => query("SELECT id FROM sync_runs WHERE integration_id = ?1", integrationId);
    const before = await runs();
    crm.calls.length = 0;
    world.pass(100);
    let written = 0;
    const db = observedDatabase(env.DB, {
      onRoundTrip: (_sql, results) => {
        for (const { meta } of results) written += meta.rows_written;
      },
    });
    expect(await sync({ db })).toEqual({ kind: "done" });
    expect(crm.calls.map(({ method }) => method)).toEqual(["listRemoteChanges"]);
    expect(written).toBeLessThanOrEqual(4);
    expect(await runs()).toEqual(before);
    world.pass(60);
    await sync();
    expect(crm.calls).toHaveLength(1);
  });
});
