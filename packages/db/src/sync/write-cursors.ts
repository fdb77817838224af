import { toSqliteTime } from "../sql/time.ts";
import type { SyncScope } from "./guard.ts";
import type { BulkJob, SyncCursors } from "./sync-store.ts";

/** The statement that writes the given cursors. Empty where none is given. */
export function writeCursors(
  { db, tenantId, integrationId }: SyncScope,
  cursors: Partial<SyncCursors>,
): D1PreparedStatement[] {
  const columns = Object.entries({
    opt_out_position: cursors.optOutPosition,
    live_position: cursors.livePosition,
    live_activities_position: cursors.liveActivitiesPosition,
    load_position: cursors.loadPosition,
    load_activities_position: cursors.loadActivitiesPosition,
    remote_modified_at: cursors.remote?.modifiedAt,
    remote_external_id: cursors.remote?.externalId,
    read_back_at: cursors.readBackAt && toSqliteTime(cursors.readBackAt),
    reconcile_at: cursors.reconcileAt && toSqliteTime(cursors.reconcileAt),
    reconcile_after: cursors.reconcileAfter,
    ...(cursors.bulk !== undefined && bulkColumns(cursors.bulk)),
  }).filter(([, value]) => value !== undefined);
  if (columns.length === 0) return [];
  return [
    db
      .prepare(
        `UPDATE sync_cursors SET ${columns.map(([name], index) => `${name} = ?${index + 3}`).join(", ")}
         WHERE tenant_id = ?1 AND integration_id = ?2`,
      )
      .bind(tenantId, integrationId, ...columns.map(([, value]) => value)),
  ];
}

function bulkColumns(job: BulkJob | null): Record<string, string | number | null> {
  if (job === null) return { bulk_job_id: null };
  return {
    bulk_job_id: job.id,
    bulk_after: job.after,
    bulk_until: job.until,
    bulk_sent: Number(job.isSent),
    bulk_looks: job.looks,
    bulk_failures: job.failures,
    bulk_look_at: toSqliteTime(job.lookAt),
  };
}
