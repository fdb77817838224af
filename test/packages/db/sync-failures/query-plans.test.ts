import { env } from "cloudflare:workers";
import {
  countSyncFailures,
  findSyncFailure,
  insertIntegration,
  listSyncFailures,
  retrySyncFailures,
} from "@coccinelle/db";
import { beforeAll, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";
import { NOW, newIntegration } from "../integrations/integration-rows.ts";
import { queryPlan } from "../query-plan.ts";

const integration = newIntegration();
const { tenantId, id: integrationId } = integration;

/** Makes 100,000 customers and 100,000 activities, nearly all of them synced. */
beforeAll(async () => {
  await insertIntegration(env.DB, integration, NOW);
  const numbers = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)";
  await env.DB.prepare(
    `${numbers} INSERT INTO crm_sync_mappings
       (id, tenant_id, integration_id, prospect_id, external_id, external_system, sync_status, metadata)
     SELECT 'm' || i, ?1, ?2, 'p' || i, '', 'hubspot', iif(i % 5000 = 0, 'error', 'synced'), '{}' FROM n`,
  )
    .bind(tenantId, integrationId)
    .run();
  await env.DB.prepare(
    `${numbers} INSERT INTO crm_activity_mappings
       (integration_id, prospect_id, activity_id, tenant_id, state)
     SELECT ?2, 'p' || i, 'a' || i, ?1, iif(i % 5000 = 0, 'unknown', 'synced') FROM n`,
  )
    .bind(tenantId, integrationId)
    .run();
});

it("reads the failures among 100,000 customers and activities, and no other row", async () => {
  const statements = new Set<string>();
  let rowsRead = 0;
  const db = observedDatabase(env.DB, {
    onRoundTrip: (sql, results) => {
      for (const statement of sql) statements.add(statement);
      for (const { meta } of results) rowsRead += meta.rows_read;
    },
  });
  const act = { actor: { id: "deployer", name: null }, reason: "mended", at: NOW };
  const first = await listSyncFailures(db, tenantId, {}, { limit: 30 });
  const second = await listSyncFailures(
    db,
    tenantId,
    {},
    { limit: 30, cursor: first.nextCursor ?? undefined },
  );
  expect([first.items.length, second.items.length]).toEqual([30, 10]);
  const keys = [
    { integrationId, prospectId: "p0" },
    { integrationId, prospectId: "p0", activityId: "a0" },
  ];
  expect(await findSyncFailure(db, tenantId, { integrationId, prospectId: "p0" })).not.toBeNull();
  expect(await countSyncFailures(db, tenantId, {})).toEqual([{ integrationId, count: 40 }]);
  const replay = () => ({ tenantId, replayId: uniqueId("replay") });
  expect(await retrySyncFailures(db, replay(), { keys }, act, {})).toMatchObject({
    replay: { total: 2, sent: 2 },
    counts: [{ integrationId, count: 2 }],
  });
  expect(await retrySyncFailures(db, replay(), {}, act, {})).toMatchObject({
    replay: { total: 38 },
    counts: [{ integrationId, count: 38 }],
  });

  expect(rowsRead).toBeLessThan(2_000);
  for (const sql of statements) {
    const plan = await queryPlan(sql);
    expect(
      plan.filter((step) => /^SCAN (crm_|m\b|a\b|i\b)|TEMP B-TREE FOR ORDER/.test(step)),
      sql,
    ).toEqual([]);
  }
});
