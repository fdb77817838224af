import { toDatabaseError } from "../sql/database-error.ts";

/**
 * Has every customer brought to the CRM again, and what failed or waits for somebody tried again. A pass
 * under way ends at its next write. What was deleted in the CRM stays deleted.
 *
 * A job that the CRM works on is waited for, and the load begins after it: not where the job did.
 *
 * @returns false where there is no such integration, or it is the native one
 */
export async function resync(db: D1Database, tenantId: string, integrationId: string): Promise<boolean> {
  const [reset] = await db
    .batch([
      db
        .prepare(
          `UPDATE sync_cursors SET pass_token = NULL, opt_out_position = 0,
             load_position = iif(bulk_job_id IS NOT NULL AND bulk_after = 0, -1, 0),
             load_activities_position = 0, load_until = max(taken, live_position)
           WHERE tenant_id = ?1 AND integration_id = ?2 RETURNING integration_id`,
        )
        .bind(tenantId, integrationId),
      db
        .prepare(
          `UPDATE crm_sync_mappings SET sync_status = 'pending',
             metadata = CASE WHEN json_valid(metadata) THEN json_remove(metadata, '$.nextAttemptAt') ELSE metadata END
           WHERE tenant_id = ?1 AND integration_id = ?2 AND sync_status IN ('error', 'conflict', 'blocked')`,
        )
        .bind(tenantId, integrationId),
      db
        .prepare(
          `UPDATE crm_activity_mappings SET state = iif(external_id = '', 'error', 'changed'), metadata = '{}'
           WHERE tenant_id = ?1 AND integration_id = ?2 AND state IN ('error', 'unknown', 'blocked')
             AND state IN ('error', 'blocked')`,
        )
        .bind(tenantId, integrationId),
    ])
    .catch((error: unknown) => {
      throw toDatabaseError(error);
    });
  return reset !== undefined && reset.results.length > 0;
}
