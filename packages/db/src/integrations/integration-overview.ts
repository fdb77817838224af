import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { type Integration, type IntegrationRow, toIntegration } from "./integration.ts";

/** An integration with the state of its sync and without its credentials. */
export interface IntegrationOverview extends Omit<Integration, "credentials"> {
  /** The number of changed customers that the CRM has not been sent yet, and of those to be tried again. */
  pending: number;
  /** The number of customers and activities that are not in the CRM as they should be. */
  failed: number;
  /** Why the last pass failed. Null where it did not fail. */
  lastError: string | null;
}

interface OverviewRow extends IntegrationRow {
  pending: number;
  failed: number;
  last_error: string | null;
}

/**
 * The number of customers and activities that are not in the CRM of integration `i` as they should be. The condition
 * `<> 'synced'` lets SQLite use the partial index by status.
 */
export const COUNT_FAILED_RECORDS = `(SELECT count(*) FROM crm_sync_mappings m
       WHERE m.integration_id = i.id AND m.sync_status <> 'synced' AND m.sync_status IN ('error', 'conflict', 'blocked'))
      + (SELECT count(*) FROM crm_activity_mappings a
         WHERE a.integration_id = i.id AND a.state IN ('error', 'unknown', 'blocked'))`;

/**
 * Takes ?1: the tenant. A pass that found nothing to do leaves no run, but it moves `last_sync_at`. So the error of
 * an earlier run is shown only where it is later than `last_sync_at`.
 */
const SELECT_OVERVIEWS = `
  SELECT i.*,
    (SELECT count(*) FROM prospect_changes c WHERE c.tenant_id = ?1 AND c.seq > s.live_position)
      + (SELECT count(*) FROM prospect_changes c
         WHERE c.tenant_id = ?1 AND c.seq > s.load_position AND c.seq <= min(s.load_until, s.live_position))
      + (SELECT count(*) FROM crm_sync_mappings m
         WHERE m.integration_id = i.id AND m.sync_status <> 'synced' AND m.sync_status = 'pending') AS pending,
    ${COUNT_FAILED_RECORDS} AS failed,
    (SELECT CASE WHEN r.finished_at > coalesce(i.last_sync_at, '') THEN r.error END FROM sync_runs r
     WHERE r.integration_id = i.id ORDER BY r.started_at DESC, r.id DESC LIMIT 1) AS last_error
  FROM crm_integrations i
  LEFT JOIN sync_cursors s ON s.tenant_id = i.tenant_id AND s.integration_id = i.id
  WHERE i.tenant_id = ?1`;

function toOverview(row: OverviewRow): IntegrationOverview {
  const { credentials, ...integration } = toIntegration(row);
  return { ...integration, pending: row.pending, failed: row.failed, lastError: row.last_error };
}

/** A tenant's integrations with the native one, the newest first. */
export async function listIntegrations(
  db: D1Database,
  tenantId: string,
  page: PageRequest = {},
): Promise<Page<IntegrationOverview>> {
  const limit = pageLimit(page);
  const [createdAt = null, id = null] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 2);
  const { results } = await db
    .prepare(
      `${SELECT_OVERVIEWS} AND (?2 IS NULL OR (coalesce(i.created_at, ''), i.id) < (?2, ?3))
       ORDER BY coalesce(i.created_at, '') DESC, i.id DESC LIMIT ?4`,
    )
    .bind(tenantId, createdAt, id, limit + 1)
    .all<OverviewRow>();
  return toPage(results, limit, { toItem: toOverview, keyOf: (row) => [row.created_at ?? "", row.id] });
}

/** Null where the tenant has no integration with this id. */
export async function findIntegrationOverview(
  db: D1Database,
  tenantId: string,
  id: string,
): Promise<IntegrationOverview | null> {
  const row = await db.prepare(`${SELECT_OVERVIEWS} AND i.id = ?2`).bind(tenantId, id).first<OverviewRow>();
  return row && toOverview(row);
}
