import { MappingStatus } from "@coccinelle/core";
import { type Metadata, parseMetadata } from "../sql/metadata.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { toIsoTime } from "../sql/time.ts";

/** The state of one customer in one CRM: a row of `crm_sync_mappings`. */
export interface Mapping {
  prospectId: string;
  /** The id of the record in the CRM. Null where there is none yet. */
  externalId: string | null;
  externalSystem: string;
  syncStatus: MappingStatus;
  /** ISO 8601, UTC. */
  lastSyncedAt: string | null;
  /** Its `reason` says in plain words why the customer has this status. */
  metadata: Metadata | null;
}

interface MappingRow {
  prospect_id: string;
  external_id: string;
  external_system: string;
  sync_status: string | null;
  last_synced_at: string | null;
  metadata: string | null;
}

function toMapping(row: MappingRow): Mapping {
  return {
    prospectId: row.prospect_id,
    externalId: row.external_id || null,
    externalSystem: row.external_system,
    // A status that another program wrote still belongs to a record in the CRM.
    syncStatus: MappingStatus.catch("synced").parse(row.sync_status),
    lastSyncedAt: row.last_synced_at && toIsoTime(row.last_synced_at),
    metadata: parseMetadata(row.metadata),
  };
}

/** An integration's mappings in the order of their customers' ids: all of them, or those with one status. */
export async function listMappings(
  db: D1Database,
  tenantId: string,
  integrationId: string,
  { status }: { status?: MappingStatus | undefined },
  page: PageRequest = {},
): Promise<Page<Mapping>> {
  const limit = pageLimit(page);
  const [after = ""] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 1);
  // Nearly all mappings are synced. The index by status holds only the others.
  const index = status === undefined || status === "synced" ? "" : "AND sync_status <> 'synced'";
  const { results } = await db
    .prepare(
      `SELECT prospect_id, external_id, external_system, sync_status, last_synced_at, metadata
       FROM crm_sync_mappings
       WHERE tenant_id = ?1 AND integration_id = ?2 AND prospect_id > ?3
         ${status === undefined ? "" : "AND sync_status = ?5"} ${index}
       ORDER BY prospect_id LIMIT ?4`,
    )
    .bind(tenantId, integrationId, after, limit + 1, ...(status === undefined ? [] : [status]))
    .all<MappingRow>();
  return toPage(results, limit, { toItem: toMapping, keyOf: (row) => [row.prospect_id] });
}
