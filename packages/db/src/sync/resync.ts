import { toDatabaseError } from "../sql/database-error.ts";

/**
 * Makes the sync bring every customer to the CRM again, and try again what failed or waits for a decision. A pass
 * that is under way ends at its next write. A record that was deleted in the CRM stays deleted.
 *
 * While the CRM works on a job, the load waits for the job. The end of a job moves the load's position only from
 * where the job began, so the position is set to a value before that, and the load begins with the first customer.
 *
 * @returns false where there is no such integration, or where it is the native one
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
