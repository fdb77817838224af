import { prepareStatement } from "../sql/prepare-statement.ts";
import type { SyncFailureReason } from "./sync-failure.ts";

/** The failures of one kind. They are read together, in the order of one index. */
interface FailureLane {
  reason: SyncFailureReason;
  of: "contacts" | "activities";
}

const LANES: readonly FailureLane[] = [
  { reason: "sync_error", of: "contacts" },
  { reason: "sync_conflict", of: "contacts" },
  { reason: "sync_blocked", of: "contacts" },
  { reason: "sync_error", of: "activities" },
  { reason: "sync_unknown", of: "activities" },
  { reason: "sync_blocked", of: "activities" },
];

export function lanesOf(reason: SyncFailureReason | undefined): readonly FailureLane[] {
  return reason === undefined ? LANES : LANES.filter((lane) => lane.reason === reason);
}

/** A position in a lane of one integration. The list goes on after it. */
export interface LanePosition extends FailureLane {
  integrationId: string;
  afterProspectId: string;
  afterActivityId: string;
}

/**
 * Selects the next failures of a lane as `SyncFailureRow`s. The conditions with literal values are those of the
 * partial indexes. Without them SQLite would take the table's own order and walk through everything that is synced.
 */
export function laneStatement(
  db: D1Database,
  tenantId: string,
  { reason, of, integrationId, afterProspectId, afterActivityId }: LanePosition,
  limit: number,
): D1PreparedStatement {
  return prepareStatement(db, (parameters) => {
    const tenant = parameters.bind(tenantId);
    const integration = parameters.bind(integrationId);
    const state = parameters.bind(reason.slice("sync_".length));
    const after = parameters.bind(afterProspectId);
    const system = `(SELECT i.system_type FROM crm_integrations i WHERE i.id = ${integration}) AS system`;
    if (of === "contacts") {
      return `SELECT m.tenant_id, m.integration_id, ${system}, m.prospect_id, '' AS activity_id, m.external_id,
          m.sync_status AS state, m.metadata
        FROM crm_sync_mappings m
        WHERE m.tenant_id = ${tenant} AND m.integration_id = ${integration} AND m.sync_status = ${state}
          AND m.sync_status <> 'synced' AND m.prospect_id > ${after}
        ORDER BY m.prospect_id LIMIT ${parameters.bind(limit)}`;
    }
    return `SELECT a.tenant_id, a.integration_id, ${system}, a.prospect_id, a.activity_id, a.external_id, a.state, a.metadata
      FROM crm_activity_mappings a INDEXED BY crm_activity_mappings_failed
      WHERE a.tenant_id = ${tenant} AND a.integration_id = ${integration} AND a.state = ${state}
        AND a.state IN ('error', 'unknown', 'blocked')
        AND (a.prospect_id, a.activity_id) > (${after}, ${parameters.bind(afterActivityId)})
      ORDER BY a.prospect_id, a.activity_id LIMIT ${parameters.bind(limit)}`;
  });
}

/** The ids of a tenant's integrations with other CRMs, in order. */
export async function listCrmIntegrationIds(db: D1Database, tenantId: string): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT id FROM crm_integrations WHERE tenant_id = ?1 AND system_type <> 'native'")
    .bind(tenantId)
    .all<{ id: string }>();
  return results.map(({ id }) => id).sort();
}
