import { SyncStatus } from "@coccinelle/core";
import { type Metadata, parseMetadata } from "../sql/metadata.ts";
import { toIsoTime } from "../sql/time.ts";

/** A tenant's CRM: a row of `crm_integrations`. Times are ISO 8601, UTC. */
export interface Integration {
  id: string;
  tenantId: string;
  /** A `CrmSystem`, `native` for this database itself, or a value that another program wrote. */
  system: string;
  isActive: boolean;
  /** Sealed. Null while the integration waits for an authorisation, and for the native one. */
  credentials: string | null;
  settings: Metadata;
  syncStatus: SyncStatus;
  lastSyncAt: string | null;
  /** Null where another program wrote none. */
  createdAt: string | null;
  updatedAt: string | null;
}

export interface IntegrationRow {
  id: string;
  tenant_id: string;
  system_type: string;
  is_active: number | null;
  credentials: string | null;
  settings: string | null;
  sync_status: string | null;
  last_sync_at: string | null;
  created_at: string | null;
  updated_at: string | null;
}

export function toIntegration(row: IntegrationRow): Integration {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    system: row.system_type,
    isActive: row.is_active === 1,
    credentials: row.credentials,
    settings: parseMetadata(row.settings) ?? {},
    syncStatus: SyncStatus.catch("idle").parse(row.sync_status),
    lastSyncAt: row.last_sync_at && toIsoTime(row.last_sync_at),
    createdAt: row.created_at && toIsoTime(row.created_at),
    updatedAt: row.updated_at && toIsoTime(row.updated_at),
  };
}

/** Null where the tenant has no integration with this id. */
export async function findIntegration(
  db: D1Database,
  tenantId: string,
  id: string,
): Promise<Integration | null> {
  const row = await db
    .prepare("SELECT * FROM crm_integrations WHERE id = ?1 AND tenant_id = ?2")
    .bind(id, tenantId)
    .first<IntegrationRow>();
  return row && toIntegration(row);
}
