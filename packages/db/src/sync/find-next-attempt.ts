import * as z from "zod";
import { readGuarded, type SyncScope } from "./guard.ts";
import { nextActivityAttempt } from "./reading/activity-row.ts";
import { NEXT_CUSTOMER_ATTEMPT } from "./reading/customer-to-sync.ts";

/**
 * The earliest time at which a customer, an activity, a note or a job of the CRM is due. A time in the past where a
 * customer changed meanwhile. Null where nothing is due.
 */
export async function findNextAttempt(scope: SyncScope): Promise<Date | null> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT min(at) AS at FROM (
           SELECT min(${NEXT_CUSTOMER_ATTEMPT}) AS at FROM crm_sync_mappings m
           WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.sync_status IN ('pending', 'error')
           UNION ALL
           SELECT min(${nextActivityAttempt("a")}) FROM crm_activity_mappings a
           WHERE a.tenant_id = ?1 AND a.integration_id = ?2 AND a.state IN ('intended', 'error')
           UNION ALL
           SELECT min(${nextActivityAttempt("a")}) FROM crm_activity_mappings a
           WHERE a.tenant_id = ?1 AND a.integration_id = ?2 AND a.state IN ('changed', 'removed')
           UNION ALL
           SELECT strftime('%Y-%m-%dT%H:%M:%fZ', s.bulk_look_at) FROM sync_cursors s
           WHERE s.tenant_id = ?1 AND s.integration_id = ?2 AND s.bulk_job_id IS NOT NULL
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
