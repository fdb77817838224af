import * as z from "zod";
import { CONTACT_COLUMNS, toContactMapping, toSyncContact } from "./contact-row.ts";
import { readGuarded } from "./guard.ts";
import type { SyncScope } from "./sync-scope.ts";
import type { ChangeLane, ContactMapping, SyncContact } from "./sync-store.ts";

/** Each lane's part of the tenant's changes. What the first lane has done the others pass by. */
const LANES: Record<ChangeLane, string> = {
  opt_outs: "c.seq > s.opt_out_position AND c.urgent = 1",
  live: "c.seq > s.live_position",
  load: "c.seq > s.load_position AND c.seq <= s.load_until",
};

/** Takes ?1 to ?3: tenant, integration, how many. */
function changesOf(lane: ChangeLane): string {
  const handled = lane === "opt_outs" ? "0" : "c.urgent = 1 AND c.seq <= s.opt_out_position";
  return `SELECT c.tenant_id, c.prospect_id, c.seq, c.deleted, ${handled} AS handled
    FROM sync_cursors s CROSS JOIN prospect_changes c
    WHERE s.tenant_id = ?1 AND s.integration_id = ?2 AND c.tenant_id = ?1 AND ${LANES[lane]}
    ORDER BY c.seq LIMIT ?3`;
}

/** One transaction: whoever changes one of these customers after it finds the mark claimed, and makes a new one. */
export async function claimChanges(
  scope: SyncScope,
  lane: ChangeLane,
  limit: number,
): Promise<SyncContact[]> {
  const { db, tenantId, integrationId, passToken } = scope;
  const changes = changesOf(lane);
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `UPDATE sync_cursors SET claimed = page.last
         FROM (SELECT max(seq) AS last FROM (${changes})) AS page
         WHERE sync_cursors.tenant_id = ?1 AND sync_cursors.integration_id = ?2 AND sync_cursors.pass_token = ?4
           AND sync_cursors.claimed < page.last`,
      )
      .bind(tenantId, integrationId, limit, passToken),
    db
      .prepare(
        `SELECT page.prospect_id, page.seq, page.handled, ${CONTACT_COLUMNS}
         FROM (${changes}) AS page
         LEFT JOIN prospects p ON p.id = page.prospect_id AND p.tenant_id = page.tenant_id AND page.deleted = 0
         LEFT JOIN crm_sync_mappings m ON m.integration_id = ?2 AND m.prospect_id = page.prospect_id
         ORDER BY page.seq`,
      )
      .bind(tenantId, integrationId, limit),
  ]);
  return rows.map(toSyncContact);
}

/** The expression of the index of what is due. */
const NEXT_ATTEMPT = "coalesce(CASE WHEN json_valid(m.metadata) THEN m.metadata ->> 'nextAttemptAt' END, '')";

export async function listDueContacts(scope: SyncScope, now: Date, limit: number): Promise<SyncContact[]> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT m.prospect_id, 0 AS seq, 0 AS handled, ${CONTACT_COLUMNS}
         FROM crm_sync_mappings m
         LEFT JOIN prospects p ON p.id = m.prospect_id AND p.tenant_id = ?1
         WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.sync_status IN ('pending', 'error')
           AND ${NEXT_ATTEMPT} <= ?3
         ORDER BY ${NEXT_ATTEMPT} LIMIT ?4`,
      )
      .bind(tenantId, integrationId, now.toISOString(), limit),
  ]);
  return rows.map(toSyncContact);
}

/** The record of a customer that was deleted here is to be deleted there, whatever is said of it. */
const IS_HERE = "EXISTS (SELECT 1 FROM prospects p WHERE p.id = m.prospect_id AND p.tenant_id = ?1)";

export async function listMappings(
  scope: SyncScope,
  externalIds: readonly string[],
): Promise<ContactMapping[]> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT m.* FROM json_each(?3) e CROSS JOIN crm_sync_mappings m
         WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.external_id = e.value AND ${IS_HERE}`,
      )
      .bind(tenantId, integrationId, JSON.stringify(externalIds)),
  ]);
  return rows.map(toContactMapping);
}

export async function listMappingsAfter(
  scope: SyncScope,
  externalId: string,
  limit: number,
): Promise<ContactMapping[]> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT * FROM crm_sync_mappings m
         WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.external_id > ?3 AND ${IS_HERE}
         ORDER BY m.external_id LIMIT ?4`,
      )
      .bind(tenantId, integrationId, externalId, limit),
  ]);
  return rows.map(toContactMapping);
}

/** Of customers and activities alike; what changed meanwhile is due already. */
export async function findNextAttempt(scope: SyncScope): Promise<Date | null> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT min(at) AS at FROM (
           SELECT min(${NEXT_ATTEMPT}) AS at FROM crm_sync_mappings m
           WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.sync_status IN ('pending', 'error')
           UNION ALL
           SELECT min(coalesce(a.metadata ->> 'nextAttemptAt', '')) FROM crm_activity_mappings a
           WHERE a.tenant_id = ?1 AND a.integration_id = ?2 AND a.state IN ('intended', 'error')
           UNION ALL
           SELECT '' FROM sync_cursors s
           WHERE s.tenant_id = ?1 AND s.integration_id = ?2
             AND s.live_position < (SELECT max(c.seq) FROM prospect_changes c WHERE c.tenant_id = ?1)
         ) AS due`,
      )
      .bind(tenantId, integrationId),
  ]);
  const { at } = z.object({ at: z.string().nullable() }).parse(rows[0]);
  return at === null ? null : new Date(at || 0);
}
