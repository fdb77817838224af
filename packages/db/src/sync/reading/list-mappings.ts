import { readGuarded, type SyncScope } from "../guard.ts";
import type { ContactMapping } from "../sync-store.ts";
import { toContactMapping } from "./customer-to-sync.ts";

/** The customer is in D1. The record of a deleted customer is to be deleted in the CRM, whatever the CRM says of it. */
const HAS_CUSTOMER = "EXISTS (SELECT 1 FROM prospects p WHERE p.id = m.prospect_id AND p.tenant_id = ?1)";

export async function listMappings(
  scope: SyncScope,
  externalIds: readonly string[],
): Promise<ContactMapping[]> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT m.* FROM json_each(?3) e CROSS JOIN crm_sync_mappings m
         WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.external_id = e.value AND ${HAS_CUSTOMER}`,
      )
      .bind(tenantId, integrationId, JSON.stringify(externalIds)),
  ]);
  return rows.map(toContactMapping);
}

export async function listMappingsAfter(
  scope: SyncScope,
  externalId: string,
  limit: number,
): Promise<ContactMapping[]> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT * FROM crm_sync_mappings m
         WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.external_id > ?3 AND ${HAS_CUSTOMER}
         ORDER BY m.external_id LIMIT ?4`,
      )
      .bind(tenantId, integrationId, externalId, limit),
  ]);
  return rows.map(toContactMapping);
}
