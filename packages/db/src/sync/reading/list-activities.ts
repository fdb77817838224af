import * as z from "zod";
import { readGuarded, type SyncScope } from "../guard.ts";
import type { ActivitiesPage, SyncActivity } from "../sync-store.ts";
import { ACTIVITY_COLUMNS, NOTE_COLUMNS, nextActivityAttempt, toSyncActivity } from "./activity-row.ts";

const SOURCES = [
  { columns: ACTIVITY_COLUMNS, table: "customer_activities", id: "a.id" },
  { columns: NOTE_COLUMNS, table: "customer_notes", id: "'note:' || a.id" },
];

/** The positions between which a lane looks for activities. Activities follow the customers of their lane. */
const LANES = {
  live: { from: "s.live_activities_position", to: "s.live_position" },
  load: { from: "s.load_activities_position", to: "s.load_position" },
};

const Looked = z.object({ customers: z.number(), position: z.number().nullable() });
const Seq = z.object({ seq: z.number() });

/**
 * Lists activities that are not in the CRM, of the next `limit` customers of a lane. A customer that is mapped to the
 * same record as another customer before it sends no activities.
 */
export async function listUnsentActivities(
  scope: SyncScope,
  lane: "live" | "load",
  limit: number,
): Promise<ActivitiesPage> {
  const { db, tenantId, integrationId } = scope;
  const { from, to } = LANES[lane];
  const changes = `SELECT c.prospect_id, c.seq FROM sync_cursors s CROSS JOIN prospect_changes c
    WHERE s.tenant_id = ?1 AND s.integration_id = ?2 AND c.tenant_id = ?1 AND c.seq > ${from} AND c.seq <= ${to}
    ORDER BY c.seq LIMIT ?3`;
  const unsent = SOURCES.map(
    ({ columns, table, id }) => `
    SELECT ${columns}, page.seq, m.prospect_id, m.external_id AS contact_external_id, 0 AS intended, 0 AS attempts
    FROM (${changes}) AS page
    CROSS JOIN crm_sync_mappings m ON m.integration_id = ?2 AND m.prospect_id = page.prospect_id
      AND m.external_id <> '' AND m.sync_status <> 'remote_deleted'
    CROSS JOIN ${table} a ON a.prospect_id = page.prospect_id AND a.tenant_id = ?1
    WHERE NOT EXISTS (
        SELECT 1 FROM crm_activity_mappings x
        WHERE x.integration_id = ?2 AND x.prospect_id = page.prospect_id AND x.activity_id = ${id})
      AND NOT EXISTS (
        SELECT 1 FROM crm_sync_mappings o
        WHERE o.integration_id = ?2 AND o.external_id = m.external_id AND o.rowid < m.rowid)`,
  );
  const { rowsBefore, rows } = await readGuarded(scope, [
    db
      .prepare(`SELECT count(*) AS customers, max(page.seq) AS position FROM (${changes}) AS page`)
      .bind(tenantId, integrationId, limit),
    db
      .prepare(
        `SELECT * FROM (${unsent.join(" UNION ALL ")}) AS u ORDER BY u.seq, u.created_at, u.id LIMIT ?3 + 1`,
      )
      .bind(tenantId, integrationId, limit),
  ]);
  const looked = Looked.parse(rowsBefore[0]);
  const next = rows[limit];
  return {
    activities: rows.slice(0, limit).map(toSyncActivity),
    // The next page looks again at the customer of the first activity that is not on this page.
    position: next === undefined ? looked.position : Seq.parse(next).seq - 1,
    hasMore: next !== undefined || looked.customers === limit,
  };
}

const NEXT_ATTEMPT = nextActivityAttempt("x");

/**
 * Lists activities that are due. The mapping of an activity that cannot be sent any more is deleted: the customer has
 * no record in the CRM, or the activity was deleted in D1.
 */
export async function listDueActivities(scope: SyncScope, now: Date, limit: number): Promise<SyncActivity[]> {
  const { db, tenantId, integrationId } = scope;
  const due = `x.tenant_id = ?1 AND x.integration_id = ?2 AND x.state IN ('intended', 'error') AND ${NEXT_ATTEMPT} <= ?3`;
  const sendable = SOURCES.map(
    ({ columns, table, id }) => `
    SELECT ${columns}, x.prospect_id, m.external_id AS contact_external_id, x.state = 'intended' AS intended,
      coalesce(x.metadata ->> 'attempts', 0) AS attempts, ${NEXT_ATTEMPT} AS due_at
    FROM crm_activity_mappings x
    CROSS JOIN crm_sync_mappings m ON m.integration_id = ?2 AND m.prospect_id = x.prospect_id
      AND m.external_id <> '' AND m.sync_status <> 'remote_deleted'
    CROSS JOIN ${table} a ON ${id} = x.activity_id AND a.prospect_id = x.prospect_id AND a.tenant_id = ?1
    WHERE ${due}`,
  ).join(" UNION ALL ");
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `DELETE FROM crm_activity_mappings AS x
         WHERE ${due} AND x.activity_id NOT IN (SELECT u.id FROM (${sendable}) AS u)`,
      )
      .bind(tenantId, integrationId, now.toISOString()),
    db
      .prepare(`SELECT * FROM (${sendable}) AS u ORDER BY u.due_at, u.id LIMIT ?4`)
      .bind(tenantId, integrationId, now.toISOString(), limit),
  ]);
  return rows.map(toSyncActivity);
}
