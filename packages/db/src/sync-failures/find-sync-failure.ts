import { type SyncFailure, type SyncFailureKey, SyncFailureRow, toSyncFailure } from "./sync-failure.ts";

/** Null where the customer or activity is in the CRM as it should be, or where it is not the tenant's. */
export async function findSyncFailure(
  db: D1Database,
  tenantId: string,
  { integrationId, prospectId, activityId = "" }: SyncFailureKey,
): Promise<SyncFailure | null> {
  const row = await db
    .prepare(
      `SELECT f.*, i.system_type AS system FROM (
         SELECT tenant_id, integration_id, prospect_id, '' AS activity_id, external_id, sync_status AS state, metadata
         FROM crm_sync_mappings
         WHERE tenant_id = ?1 AND integration_id = ?2 AND prospect_id = ?3 AND ?4 = ''
           AND sync_status IN ('error', 'conflict', 'blocked')
         UNION ALL
         SELECT tenant_id, integration_id, prospect_id, activity_id, external_id, state, metadata
         FROM crm_activity_mappings
         WHERE tenant_id = ?1 AND integration_id = ?2 AND prospect_id = ?3 AND activity_id = ?4
           AND state IN ('error', 'unknown', 'blocked')
       ) AS f CROSS JOIN crm_integrations i ON i.id = f.integration_id AND i.tenant_id = ?1`,
    )
    .bind(tenantId, integrationId, prospectId, activityId)
    .first();
  return row && toSyncFailure(SyncFailureRow.parse(row));
}
