import * as z from "zod";
import type { OperatorAct } from "../dead-letters/dead-letter.ts";
import type { ReplayRef } from "../replays/replay.ts";
import { toSqliteTime } from "../time.ts";
import { lanesOf, listFailingIntegrations } from "./failure-lanes.ts";
import type { SyncFailureKey, SyncFailureReason } from "./sync-failure.ts";

/** Named failures, or all of a reason. */
export type SyncFailureSelection =
  | { keys: readonly SyncFailureKey[] }
  | { reason?: SyncFailureReason | undefined };

/** How many failures of one integration a selection comes to. */
export interface SyncFailureCount {
  integrationId: string;
  count: number;
}

/** Takes ?1: tenant, ?2: integration, ?3: states, ?4: named rows. */
const CONTACTS = {
  all: `tenant_id = ?1 AND integration_id = ?2 AND sync_status <> 'synced'
    AND sync_status IN (SELECT value FROM json_each(?3))`,
  named:
    "AND prospect_id IN (SELECT n.value ->> 'prospectId' FROM json_each(?4) n WHERE n.value ->> 'activityId' IS NULL)",
};
const ACTIVITIES = {
  all: `tenant_id = ?1 AND integration_id = ?2 AND state IN ('error', 'unknown', 'blocked')
    AND state IN (SELECT value FROM json_each(?3))`,
  named: `AND (prospect_id, activity_id) IN (
    SELECT n.value ->> 'prospectId', n.value ->> 'activityId' FROM json_each(?4) n
    WHERE n.value ->> 'activityId' IS NOT NULL)`,
};

/** All failures are found by the index that holds them alone, named ones by their key. */
const FAILED_ACTIVITIES = {
  all: "crm_activity_mappings INDEXED BY crm_activity_mappings_failed",
  named: "crm_activity_mappings",
};

const RETRY_CONTACTS = `sync_status = 'pending',
  metadata = CASE WHEN json_valid(metadata) THEN json_remove(metadata, '$.nextAttemptAt') ELSE metadata END`;

const NOTE_IS_GONE = `activity_id LIKE 'note:%'
  AND NOT EXISTS (SELECT 1 FROM customer_notes n WHERE n.id = substr(activity_id, length('note:') + 1))`;

/**
 * What may or may not stand there is looked for before it is made; a deleted note leaves nothing to look for
 * it by. What stands there with another text is revised, or taken away; what is known to be missing is sent.
 */
const RETRY_ACTIVITIES = `state = CASE
    WHEN state = 'unknown' THEN iif(${NOTE_IS_GONE}, 'unknown', 'intended')
    WHEN state = 'blocked' AND external_id <> '' THEN iif(${NOTE_IS_GONE}, 'removed', 'changed')
    ELSE 'error' END,
  metadata = json_remove(metadata, '$.nextAttemptAt')`;

const Count = z.object({ count: z.number() });

/** How many failures a selection comes to, by integration; nothing is changed. */
export async function countSyncFailures(
  db: D1Database,
  tenantId: string,
  selection: SyncFailureSelection,
): Promise<SyncFailureCount[]> {
  const integrationIds = await listIntegrationIds(db, tenantId, selection);
  if (integrationIds.length === 0) return [];
  const results = await db.batch(
    integrationIds.flatMap((integrationId) => countStatements(db, tenantId, integrationId, selection)),
  );
  const counts = results.map(({ results: [row] }) => Count.parse(row).count);
  return integrationIds.map((integrationId, index) => ({
    integrationId,
    count: (counts[2 * index] ?? 0) + (counts[2 * index + 1] ?? 0),
  }));
}

/**
 * Makes failures due again, with the replay that says who wanted it: it is done at once, and the passes of
 * the integrations bring it about.
 *
 * @returns how many, by integration
 */
export async function retrySyncFailures(
  db: D1Database,
  ref: ReplayRef & { tenantId: string },
  selection: SyncFailureSelection,
  { actor, reason, at }: OperatorAct,
  askedFor: unknown,
): Promise<SyncFailureCount[]> {
  const { tenantId, replayId } = ref;
  const counts = await countSyncFailures(db, tenantId, selection);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const time = toSqliteTime(at);
  await db.batch([
    db
      .prepare(
        `INSERT INTO replays
           (id, tenant_id, actor_id, actor_name, reason, selection, state, total, sent, started_at, finished_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'done', ?7, ?7, ?8, ?8)`,
      )
      .bind(replayId, tenantId, actor.id, actor.name, reason, JSON.stringify(askedFor), total, time),
    ...counts.flatMap(({ integrationId }) => retryStatements(db, tenantId, integrationId, selection)),
  ]);
  return counts;
}

async function listIntegrationIds(
  db: D1Database,
  tenantId: string,
  selection: SyncFailureSelection,
): Promise<string[]> {
  const all = await listFailingIntegrations(db, tenantId);
  if (!("keys" in selection)) return all;
  const named = new Set(selection.keys.map(({ integrationId }) => integrationId));
  return all.filter((id) => named.has(id));
}

type Verb = (table: string, of: "contacts" | "activities") => string;

function countStatements(
  db: D1Database,
  tenantId: string,
  integrationId: string,
  selection: SyncFailureSelection,
): D1PreparedStatement[] {
  return overFailures(
    db,
    tenantId,
    integrationId,
    selection,
    (table) => `SELECT count(*) AS count FROM ${table}`,
  );
}

function retryStatements(
  db: D1Database,
  tenantId: string,
  integrationId: string,
  selection: SyncFailureSelection,
): D1PreparedStatement[] {
  const changes = { contacts: RETRY_CONTACTS, activities: RETRY_ACTIVITIES };
  return overFailures(
    db,
    tenantId,
    integrationId,
    selection,
    (table, of) => `UPDATE ${table} SET ${changes[of]}`,
  );
}

/** A statement over the selected customers of an integration, and one over the activities. */
function overFailures(
  db: D1Database,
  tenantId: string,
  integrationId: string,
  selection: SyncFailureSelection,
  write: Verb,
): D1PreparedStatement[] {
  const named =
    "keys" in selection ? selection.keys.filter((key) => key.integrationId === integrationId) : null;
  const lanes = lanesOf("keys" in selection ? undefined : selection.reason);
  const statement = (of: "contacts" | "activities", table: string, conditions: typeof CONTACTS) => {
    const states = lanes.filter((lane) => lane.of === of).map(({ reason }) => reason.slice("sync_".length));
    const condition = named === null ? conditions.all : `${conditions.all} ${conditions.named}`;
    const more = named === null ? [] : [JSON.stringify(named)];
    return db
      .prepare(`${write(table, of)} WHERE ${condition}`)
      .bind(tenantId, integrationId, JSON.stringify(states), ...more);
  };
  return [
    statement("contacts", "crm_sync_mappings", CONTACTS),
    statement("activities", FAILED_ACTIVITIES[named === null ? "all" : "named"], ACTIVITIES),
  ];
}
