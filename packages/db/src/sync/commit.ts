import { toSqliteTime } from "../sql/time.ts";
import { guardStatement, runGuarded, type SyncScope } from "./guard.ts";
import type { SyncCommit } from "./sync-store.ts";
import { writeCursors } from "./write-cursors.ts";

const WRITE_MAPPINGS = `
  INSERT INTO crm_sync_mappings
    (id, tenant_id, integration_id, prospect_id, external_id, external_system, last_synced_at, sync_status, metadata)
  SELECT e.value ->> 'id', ?1, ?2, e.value ->> 'prospectId', coalesce(e.value ->> 'externalId', ''), ?4,
    e.value ->> 'lastSyncedAt', e.value ->> 'status', e.value ->> 'metadata'
  FROM json_each(?3) e WHERE true
  ON CONFLICT (integration_id, prospect_id) DO UPDATE SET
    external_id = excluded.external_id,
    last_synced_at = coalesce(excluded.last_synced_at, last_synced_at),
    sync_status = excluded.sync_status,
    metadata = excluded.metadata`;

/**
 * A note may have been written again, or deleted, since the pass read its text. Then its state becomes what is still
 * to be done about it in the CRM.
 */
const WRITE_ACTIVITIES = `
  INSERT INTO crm_activity_mappings (integration_id, prospect_id, activity_id, tenant_id, external_id, state, metadata)
  SELECT ?2, e.value ->> 'prospectId', e.value ->> 'activityId', ?1, coalesce(e.value ->> 'externalId', ''),
    CASE
      WHEN e.value ->> 'sentText' IS NULL OR n.content IS e.value ->> 'sentText' THEN e.value ->> 'state'
      WHEN e.value ->> 'externalId' IS NOT NULL THEN iif(n.content IS NULL, 'removed', 'changed')
      WHEN e.value ->> 'state' = 'blocked' THEN 'error'
      WHEN e.value ->> 'state' = 'intended' AND n.content IS NULL THEN 'unknown'
      ELSE e.value ->> 'state'
    END,
    e.value ->> 'metadata'
  FROM json_each(?3) e
  LEFT JOIN customer_notes n ON e.value ->> 'sentText' IS NOT NULL AND n.id = substr(e.value ->> 'activityId', 6)
    AND n.tenant_id = ?1 AND n.prospect_id = e.value ->> 'prospectId'
  WHERE true
  ON CONFLICT (integration_id, prospect_id, activity_id) DO UPDATE SET
    external_id = excluded.external_id,
    state = excluded.state,
    metadata = excluded.metadata`;

const FORGET_MAPPINGS = `
  DELETE FROM crm_sync_mappings
  WHERE tenant_id = ?1 AND integration_id = ?2 AND prospect_id IN (SELECT value FROM json_each(?3))`;

const FORGET_ACTIVITIES = `
  DELETE FROM crm_activity_mappings
  WHERE tenant_id = ?1 AND integration_id = ?2 AND prospect_id IN (SELECT value FROM json_each(?3))`;

/** Writes the opt-outs that a CRM reports. A customer that has an opt-out already keeps it. */
const WRITE_OPT_OUTS = `
  INSERT INTO opt_outs (tenant_id, prospect_id, channel, source, created_at)
  SELECT p.tenant_id, p.id, 'all', ?4, ?5
  FROM json_each(?3) e CROSS JOIN prospects p ON p.id = e.value AND p.tenant_id = ?1
  WHERE NOT EXISTS (SELECT 1 FROM opt_outs o WHERE o.tenant_id = ?1 AND o.prospect_id = p.id)
  ON CONFLICT DO NOTHING`;

const MARK_CHANGED = `
  INSERT INTO customer_marks
  SELECT p.tenant_id, p.id, 0, 0 FROM prospects p
  WHERE p.tenant_id = ?1 AND p.id IN (
    SELECT value FROM json_each(?3)
    UNION ALL
    SELECT o.prospect_id FROM json_each(?3) e
    CROSS JOIN crm_sync_mappings m ON m.integration_id = ?2 AND m.prospect_id = e.value AND m.external_id <> ''
    CROSS JOIN crm_sync_mappings o ON o.integration_id = ?2 AND o.external_id = m.external_id
  )`;

const RETRY_UNDECIDED = `
  UPDATE crm_sync_mappings SET sync_status = 'pending'
  WHERE tenant_id = ?1 AND integration_id = ?2 AND sync_status IN ('conflict', 'blocked')`;

const RETRY_UNDECIDED_ACTIVITIES = `
  UPDATE crm_activity_mappings SET state = iif(external_id = '', 'error', 'changed'), metadata = '{}'
  WHERE tenant_id = ?1 AND integration_id = ?2 AND state IN ('error', 'unknown', 'blocked') AND state = 'blocked'`;

/** D1 binds values of up to 2 MB, and a character of a JavaScript string has up to 3 bytes in UTF-8. */
const MAX_VALUE_LENGTH = 600_000;

/** Writes the results of a page in one transaction. Writes nothing where a newer pass has begun. */
export async function commit(
  scope: SyncScope,
  {
    mappings = [],
    forgotten = [],
    activities = [],
    optedOut = [],
    changed = [],
    retryUndecided,
    cursors = {},
  }: SyncCommit,
): Promise<void> {
  const { db, tenantId, integrationId, system, clock, newId } = scope;
  const overRows = (sql: string, rows: readonly unknown[], ...more: string[]) =>
    toValues(rows).map((value) => db.prepare(sql).bind(tenantId, integrationId, value, ...more));
  const mappingRows = mappings.map(({ metadata, lastSyncedAt, ...mapping }) => ({
    id: newId(),
    ...mapping,
    lastSyncedAt: lastSyncedAt && toSqliteTime(lastSyncedAt),
    metadata: JSON.stringify(metadata),
  }));
  const activityRows = activities.map(({ metadata, ...activity }) => ({
    ...activity,
    metadata: JSON.stringify(metadata),
  }));
  const statements = [
    ...overRows(WRITE_MAPPINGS, mappingRows, system),
    ...overRows(FORGET_MAPPINGS, forgotten),
    ...overRows(FORGET_ACTIVITIES, forgotten),
    ...overRows(WRITE_ACTIVITIES, activityRows),
    ...overRows(WRITE_OPT_OUTS, optedOut, system, toSqliteTime(clock())),
    ...overRows(MARK_CHANGED, changed),
    ...(retryUndecided ? retryUndecidedStatements(scope) : []),
    ...writeCursors(scope, cursors),
  ];
  if (statements.length > 0) await runGuarded(scope, [guardStatement(scope), ...statements]);
}

/** Makes the sync try again what the CRM refused, and customers that wait for a decision. */
function retryUndecidedStatements({ db, tenantId, integrationId }: SyncScope): D1PreparedStatement[] {
  return [RETRY_UNDECIDED, RETRY_UNDECIDED_ACTIVITIES].map((sql) =>
    db.prepare(sql).bind(tenantId, integrationId),
  );
}

/** Splits rows into JSON arrays, each small enough to be bound. The order stays. */
function toValues(rows: readonly unknown[]): string[] {
  const values: string[] = [];
  let texts: string[] = [];
  let length = 0;
  for (const text of rows.map((row) => JSON.stringify(row))) {
    if (texts.length > 0 && length + text.length > MAX_VALUE_LENGTH) {
      values.push(`[${texts.join()}]`);
      texts = [];
      length = 0;
    }
    texts.push(text);
    length += text.length;
  }
  return texts.length === 0 ? values : [...values, `[${texts.join()}]`];
}
