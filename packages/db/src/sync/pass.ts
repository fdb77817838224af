import { type SyncStatus, statusesBefore } from "@coccinelle/core";
import * as z from "zod";
import { daysBefore, toIsoTime, toSqliteTime } from "../sql/time.ts";
import { guardStatement, runGuarded, type SyncScope } from "./guard.ts";
import type { BulkJob, PassEnd, SyncCursors } from "./sync-store.ts";
import { writeCursors } from "./write-cursors.ts";

/** Older runs are deleted. */
const RUNS_KEPT_DAYS = 30;

const CursorRow = z.object({
  failures: z.number(),
  opt_out_position: z.number(),
  live_position: z.number(),
  live_activities_position: z.number(),
  load_position: z.number(),
  load_activities_position: z.number(),
  remote_modified_at: z.string(),
  remote_external_id: z.string(),
  read_back_at: z.string(),
  reconcile_at: z.string(),
  reconcile_after: z.string(),
  bulk_job_id: z.string().nullable(),
  bulk_after: z.number(),
  bulk_until: z.number(),
  bulk_sent: z.number(),
  bulk_looks: z.number(),
  bulk_failures: z.number(),
  bulk_look_at: z.string().nullable(),
});
type CursorRow = z.infer<typeof CursorRow>;

/** Moves the status to `syncing`, and stores the token of the pass only where that move was legal. */
export async function beginPass(scope: SyncScope): Promise<(SyncCursors & { failures: number }) | null> {
  const { db, tenantId, integrationId, passToken } = scope;
  const [, begun] = await db.batch([
    moveStatement(scope, "syncing"),
    db
      .prepare(
        `UPDATE sync_cursors SET pass_token = ?3
         WHERE tenant_id = ?1 AND integration_id = ?2
           AND EXISTS (SELECT 1 FROM crm_integrations i
             WHERE i.id = ?2 AND i.tenant_id = ?1 AND i.sync_status = 'syncing' AND i.is_active = 1)
         RETURNING *`,
      )
      .bind(tenantId, integrationId, passToken),
  ]);
  const [row] = begun?.results ?? [];
  if (row === undefined) return null;
  const cursors = CursorRow.parse(row);
  return {
    failures: cursors.failures,
    optOutPosition: cursors.opt_out_position,
    livePosition: cursors.live_position,
    liveActivitiesPosition: cursors.live_activities_position,
    loadPosition: cursors.load_position,
    loadActivitiesPosition: cursors.load_activities_position,
    remote: { modifiedAt: toIsoTime(cursors.remote_modified_at), externalId: cursors.remote_external_id },
    readBackAt: new Date(toIsoTime(cursors.read_back_at)),
    reconcileAt: new Date(toIsoTime(cursors.reconcile_at)),
    reconcileAfter: cursors.reconcile_after,
    bulk: toBulkJob(cursors),
  };
}

function toBulkJob(row: CursorRow): BulkJob | null {
  if (row.bulk_job_id === null || row.bulk_look_at === null) return null;
  return {
    id: row.bulk_job_id,
    after: row.bulk_after,
    until: row.bulk_until,
    isSent: row.bulk_sent === 1,
    looks: row.bulk_looks,
    failures: row.bulk_failures,
    lookAt: new Date(toIsoTime(row.bulk_look_at)),
  };
}

/**
 * Ends a pass. A pass that found nothing to do leaves no run. The time of the last sync moves whenever a pass ends
 * without an error, also where it found nothing to do.
 */
export async function endPass(scope: SyncScope, end: PassEnd): Promise<void> {
  const { db, tenantId, integrationId, newId } = scope;
  const finishedAt = toSqliteTime(end.finishedAt);
  const isWorthKeeping = end.error !== null || Object.keys(end.counts).length > 0;
  await runGuarded(scope, [
    guardStatement(scope),
    db
      .prepare(
        `UPDATE crm_integrations SET sync_status = ?3, last_sync_at = coalesce(?4, last_sync_at)
         WHERE id = ?2 AND tenant_id = ?1 AND sync_status = 'syncing'`,
      )
      .bind(tenantId, integrationId, end.status, end.error === null ? finishedAt : null),
    db
      .prepare(
        `UPDATE sync_cursors SET failures = ?3
         WHERE tenant_id = ?1 AND integration_id = ?2 AND failures <> ?3`,
      )
      .bind(tenantId, integrationId, end.failures),
    ...writeCursors(scope, end.cursors ?? {}),
    ...(isWorthKeeping
      ? [
          db
            .prepare(
              `INSERT INTO sync_runs (id, tenant_id, integration_id, started_at, finished_at, result, counts, error)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
            )
            .bind(
              newId(),
              tenantId,
              integrationId,
              toSqliteTime(end.startedAt),
              finishedAt,
              end.result,
              JSON.stringify(end.counts),
              end.error,
            ),
          db
            .prepare("DELETE FROM sync_runs WHERE integration_id = ?2 AND tenant_id = ?1 AND started_at < ?3")
            .bind(tenantId, integrationId, daysBefore(end.finishedAt, RUNS_KEPT_DAYS)),
        ]
      : []),
  ]);
}

/**
 * Moves an integration's status, where the move is legal.
 *
 * @returns false where the move is not legal, or where there is no such integration: nothing changed
 */
export async function moveSyncStatus(
  db: D1Database,
  tenantId: string,
  integrationId: string,
  status: SyncStatus,
): Promise<boolean> {
  const { results } = await moveStatement({ db, tenantId, integrationId }, status).all();
  return results.length > 0;
}

function moveStatement(
  { db, tenantId, integrationId }: Pick<SyncScope, "db" | "tenantId" | "integrationId">,
  status: SyncStatus,
): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE crm_integrations SET sync_status = ?3
       WHERE id = ?2 AND tenant_id = ?1 AND sync_status IN (SELECT value FROM json_each(?4)) RETURNING id`,
    )
    .bind(tenantId, integrationId, status, JSON.stringify(statusesBefore(status)));
}
