import { env } from "cloudflare:workers";
import { moveSyncStatus, resync } from "@coccinelle/db";
import { expect, it } from "vitest";
import { queryPlan } from "../../../packages/db/query-plan.ts";
import { observedDatabase } from "../../../support/observed-database.ts";
import { syncWorld } from "./engine-world.ts";
import { POISON } from "./fake-crm.ts";

/** Scans that read no table: of a parameter's rows, of a query that is itself in the plan, or of a constant row. */
const SCAN_OF_NO_TABLE = /^SCAN (e|u|due|page|json_each|CONSTANT ROW|\d+-ROW VALUES|\(subquery-\d+\))\b/;

it("every statement of a pass names the tenant, and none walks through a table", async () => {
  const statements = new Set<string>();
  const db = observedDatabase(env.DB, {
    onRoundTrip: (sql) => {
      for (const statement of sql) statements.add(statement);
    },
  });
  const { tenantId, integrationId, crm, customers, connect, sync, pass, query } = await syncWorld({
    activitiesNeedIntent: true,
    bulk: true,
    connected: false,
  });
  for (let index = 0; index < 6; index++) await customers.createCustomer({ firstName: "Marie" });
  await connect();
  const sophie = await customers.createCustomer({ firstName: "Sophie" });
  await customers.createCustomer({ firstName: "Ann", lastName: POISON });
  await customers.logInteraction(sophie.id, "call", "phone");
  const deleted = await customers.createCustomer({ firstName: "Karim" });
  const note = await customers.addCustomerNote(sophie.id, "rappeler");
  await sync({ db });
  await customers.deleteCustomer(deleted.id);
  await query("UPDATE customer_notes SET content = 'rappelée' WHERE id = ?1", note.id);
  for (const record of crm.liveRecords()) crm.changeByPerson(record, { optedOut: true });
  for (let day = 0; day < 3; day++) {
    pass(24 * 60 * 60);
    await sync({ db });
  }
  await moveSyncStatus(db, tenantId, integrationId, "paused");
  await resync(db, tenantId, integrationId);

  expect(statements.size).toBeGreaterThan(30);
  for (const sql of statements) {
    expect(sql).toContain("tenant_id");
    const plan = await queryPlan(sql);
    expect(
      plan.filter((detail) => detail.startsWith("SCAN") && !SCAN_OF_NO_TABLE.test(detail)),
      sql,
    ).toEqual([]);
  }
});

it("a lane finds its changes by an index, and the changes of opted-out customers by an index of their own", async () => {
  const lane = (condition: string) =>
    queryPlan(
      `SELECT c.seq FROM sync_cursors s CROSS JOIN prospect_changes c
       WHERE s.tenant_id = ?1 AND s.integration_id = ?2 AND c.tenant_id = ?1 AND ${condition} ORDER BY c.seq LIMIT ?3`,
    );
  expect((await lane("c.seq > s.live_position")).join()).toContain(
    "USING COVERING INDEX prospect_changes_by_seq",
  );
  const urgent = await lane("c.seq > s.opt_out_position AND c.urgent = 1");
  expect(urgent.join()).toContain("prospect_changes_urgent");
  expect(urgent.join()).not.toContain("TEMP B-TREE");
});
