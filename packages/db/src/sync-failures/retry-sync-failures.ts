import * as z from "zod";
import type { OperatorAct } from "../dead-letters/dead-letter.ts";
import { type Replay, type ReplayRef, toReplay } from "../replays/replay.ts";
import { toSqliteTime } from "../sql/time.ts";
import { lanesOf, listCrmIntegrationIds } from "./failure-lanes.ts";
import type { SyncFailureKey, SyncFailureReason } from "./sync-failure.ts";

/** Named failures, or all failures of one reason, or all of them. */
export type SyncFailureSelection =
  | { keys: readonly SyncFailureKey[] }
  | { reason?: SyncFailureReason | undefined };

/** The number of selected failures in one integration. */
export interface SyncFailureCount {
  integrationId: string;
  count: number;
}

/**
 * The conditions of failures. They take ?1: the tenant, ?2: the integration, ?3: the states, ?4: the named failures.
 */
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

/** All failures are found by the index that holds nothing else. Named ones are found by their key. */
const FAILED_ACTIVITIES = {
  all: "crm_activity_mappings INDEXED BY crm_activity_mappings_failed",
  named: "crm_activity_mappings",
};

const RETRY_CONTACTS = `sync_status = 'pending',
  metadata = CASE WHEN json_valid(metadata) THEN json_remove(metadata, '$.nextAttemptAt') ELSE metadata END`;

const NOTE_IS_GONE = `activity_id LIKE 'note:%'
  AND NOT EXISTS (SELECT 1 FROM customer_notes n WHERE n.id = substr(activity_id, length('note:') + 1))`;

/**
 * Gives a failed activity the state in which the sync tries it again. An `unknown` one may be in the CRM, so the
 * sync looks for it before it creates anything. A deleted note stays unknown, since no text is left to look for. A
 * blocked one that is in the CRM is revised or taken away. All others are sent. The indexes of due activities read
 * the metadata as JSON, so text that is no JSON is replaced.
 */
const RETRY_ACTIVITIES = `state = CASE
    WHEN state = 'unknown' THEN iif(${NOTE_IS_GONE}, 'unknown', 'intended')
    WHEN state = 'blocked' AND external_id <> '' THEN iif(${NOTE_IS_GONE}, 'removed', 'changed')
    ELSE 'error' END,
  metadata = CASE WHEN json_valid(metadata) THEN json_remove(metadata, '$.nextAttemptAt') ELSE '{}' END`;

const Count = z.object({ count: z.number() });

/** Adds the number of rows that the statement before this one changed. */
const ADD_CHANGED = `
  UPDATE replays SET total = total + changes(), sent = sent + changes() WHERE id = ?1 AND tenant_id = ?2`;

/** Counts the failures of a selection by integration. Changes nothing. */
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
  return toCounts(integrationIds, results);
}

/** Each integration has two results, those of `countStatements`. */
function toCounts(integrationIds: readonly string[], results: readonly D1Result[]): SyncFailureCount[] {
  const counts = results.map(({ results: [row] }) => Count.parse(row).count);
  return integrationIds.map((integrationId, index) => ({
    integrationId,
    count: (counts[2 * index] ?? 0) + (counts[2 * index + 1] ?? 0),
  }));
}

/** The number of named failures that are not failures of this tenant. */
export function countNotFound(selection: SyncFailureSelection, found: number): number {
  if (!("keys" in selection)) return 0;
  const names = selection.keys.map((key) =>
    JSON.stringify([key.integrationId, key.prospectId, key.activityId]),
  );
  return new Set(names).size - found;
}

/**
 * Makes failures due again, and writes a replay that names the operator. The replay is done at once. The next passes
 * of the integrations try the failures again.
 *
 * @returns the replay, and the number of failures by integration
 */
export async function retrySyncFailures(
  db: D1Database,
  ref: ReplayRef & { tenantId: string },
  selection: SyncFailureSelection,
  { actor, reason, at }: OperatorAct,
  askedFor: unknown,
): Promise<{ replay: Replay; counts: SyncFailureCount[] }> {
  const { tenantId, replayId } = ref;
  const integrationIds = await listIntegrationIds(db, tenantId, selection);
  const time = toSqliteTime(at);
  const counting = integrationIds.flatMap((id) => countStatements(db, tenantId, id, selection));
  const results = await db.batch([
    ...counting,
    db
      .prepare(
        `INSERT INTO replays
           (id, tenant_id, actor_id, actor_name, reason, selection, state, not_found, started_at, finished_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'done', ?7, ?8, ?8)`,
      )
      .bind(
        replayId,
        tenantId,
        actor.id,
        actor.name,
        reason,
        JSON.stringify(askedFor),
        countNotFound(selection, 0),
        time,
      ),
    ...integrationIds
      .flatMap((id) => retryStatements(db, tenantId, id, selection))
      .flatMap((retry) => [retry, db.prepare(ADD_CHANGED).bind(replayId, tenantId)]),
    db
      .prepare(
        `UPDATE replays SET not_found = max(0, not_found - total) WHERE id = ?1 AND tenant_id = ?2 RETURNING *`,
      )
      .bind(replayId, tenantId),
  ]);
  return {
    replay: toReplay(results.at(-1)?.results[0]),
    counts: toCounts(integrationIds, results.slice(0, counting.length)),
  };
}

async function listIntegrationIds(
  db: D1Database,
  tenantId: string,
  selection: SyncFailureSelection,
): Promise<string[]> {
  const all = await listCrmIntegrationIds(db, tenantId);
  if (!("keys" in selection)) return all;
  const named = new Set(selection.keys.map(({ integrationId }) => integrationId));
  return all.filter((id) => named.has(id));
}

/** Writes the beginning of a statement, up to its WHERE. */
type WriteStatement = (table: string, of: "contacts" | "activities") => string;

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

/** One statement over the selected customers of an integration, and one over the selected activities. */
function overFailures(
  db: D1Database,
  tenantId: string,
  integrationId: string,
  selection: SyncFailureSelection,
  write: WriteStatement,
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
