import { CrmSystem, type IntegrationRef, statusesBefore } from "@coccinelle/core";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { toSqliteTime } from "../sql/time.ts";
import { nextActivityAttempt } from "./reading/activity-row.ts";
import { NEXT_CUSTOMER_ATTEMPT } from "./reading/customer-to-sync.ts";

/**
 * Whether something is due for the integration `i` with the cursors `s`. Takes the time as ?6 (in SQLite's form) and
 * ?7 (ISO 8601). Due are: a pass that was cut off, a look for changes in the CRM, a job of the CRM, customers that
 * changed or are still to be loaded, activities of these customers, and what failed or is to be revised. Each part
 * looks into one index.
 */
const IS_DUE = `(
  i.sync_status = 'syncing'
  OR s.read_back_at <= ?6 OR s.reconcile_at <= ?6
  OR (s.bulk_job_id IS NOT NULL AND s.bulk_look_at <= ?6)
  OR EXISTS (SELECT 1 FROM prospect_changes c WHERE c.tenant_id = i.tenant_id AND c.seq > s.live_position)
  OR (s.bulk_job_id IS NULL AND EXISTS (SELECT 1 FROM prospect_changes c
    WHERE c.tenant_id = i.tenant_id AND c.seq > s.load_position AND c.seq <= s.load_until))
  OR EXISTS (SELECT 1 FROM prospect_changes c
    WHERE c.tenant_id = i.tenant_id AND c.seq > s.live_activities_position AND c.seq <= s.live_position)
  OR EXISTS (SELECT 1 FROM prospect_changes c
    WHERE c.tenant_id = i.tenant_id AND c.seq > s.load_activities_position AND c.seq <= s.load_position)
  OR EXISTS (SELECT 1 FROM crm_sync_mappings m
    WHERE m.integration_id = i.id AND m.sync_status IN ('pending', 'error') AND ${NEXT_CUSTOMER_ATTEMPT} <= ?7)
  OR EXISTS (SELECT 1 FROM crm_activity_mappings a
    WHERE a.integration_id = i.id AND a.state IN ('intended', 'error')
      AND ${nextActivityAttempt("a")} <= ?7)
  OR EXISTS (SELECT 1 FROM crm_activity_mappings a
    WHERE a.integration_id = i.id AND a.state IN ('changed', 'removed')
      AND ${nextActivityAttempt("a")} <= ?7)
)`;

/**
 * Lists the integrations of all tenants that have something to sync and for which a pass may begin. These are the
 * active ones with another CRM that are neither paused nor waiting for an authorisation.
 */
export async function listIntegrationsToSync(
  db: D1Database,
  page: PageRequest = {},
  now: Date = new Date(),
): Promise<Page<IntegrationRef>> {
  const limit = pageLimit(page);
  const [tenantId = "", id = ""] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 2);
  const { results } = await db
    .prepare(
      `SELECT i.tenant_id AS tenantId, i.id AS integrationId
       FROM crm_integrations i CROSS JOIN sync_cursors s ON s.tenant_id = i.tenant_id AND s.integration_id = i.id
       WHERE i.is_active = 1 AND i.system_type <> 'native' AND (i.tenant_id, i.id) > (?1, ?2)
         AND i.system_type IN (SELECT value FROM json_each(?3))
         AND i.sync_status IN (SELECT value FROM json_each(?4))
         AND ${IS_DUE}
       ORDER BY i.tenant_id, i.id LIMIT ?5`,
    )
    .bind(
      tenantId,
      id,
      JSON.stringify(CrmSystem.options),
      JSON.stringify(statusesBefore("syncing")),
      limit + 1,
      toSqliteTime(now),
      now.toISOString(),
    )
    .all<IntegrationRef>();
  return toPage(results, limit, {
    toItem: (ref) => ref,
    keyOf: (ref) => [ref.tenantId, ref.integrationId],
  });
}
