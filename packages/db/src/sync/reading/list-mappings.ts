import { readGuarded, type SyncScope } from "../guard.ts";
import type { ContactMapping } from "../sync-store.ts";
import { toContactMapping } from "./customer-to-sync.ts";

/** The record of a customer that was deleted here is to be deleted there, whatever is said of it. */
const IS_HERE = "EXISTS (SELECT 1 FROM prospects p WHERE p.id = m.prospect_id AND p.tenant_id = ?1)";

export async function listMappings(
  scope: SyncScope,
  externalIds: readonly string[],
): Promise<ContactMapping[]> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT m.* FROM json_each(?3) e CROSS JOIN crm_sync_mappings m
         WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.external_id = e.value AND ${IS_HERE}`,
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
         WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.external_id > ?3 AND ${IS_HERE}
         ORDER BY m.external_id LIMIT ?4`,
      )
      .bind(tenantId, integrationId, externalId, limit),
  ]);
  return rows.map(toContactMapping);
}
