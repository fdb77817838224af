/** A row that holds sealed credentials. */
export interface SealedCredentials {
  table: "channels" | "crm_integrations";
  id: string;
  tenantId: string;
  credentials: string;
}

/**
 * Lists credentials of all tenants that are sealed with another key than the current one.
 *
 * @param currentKeyPrefix the beginning of every text that is sealed with the current key
 */
export async function listCredentialsToReseal(
  db: D1Database,
  currentKeyPrefix: string,
  limit: number,
): Promise<SealedCredentials[]> {
  const { results } = await db
    .prepare(
      `SELECT 'channels' AS "table", id, tenant_id AS tenantId, credentials FROM channels
       WHERE substr(credentials, 1, length(?1)) <> ?1
       UNION ALL
       SELECT 'crm_integrations', id, tenant_id, credentials FROM crm_integrations
       WHERE substr(credentials, 1, length(?1)) <> ?1
       ORDER BY 1, 2 LIMIT ?2`,
    )
    .bind(currentKeyPrefix, limit)
    .all<SealedCredentials>();
  return results;
}

/**
 * Replaces credentials that were read before.
 *
 * @returns false where somebody changed them meanwhile: their credentials stay
 */
export async function replaceCredentials(
  db: D1Database,
  { table, id, tenantId, credentials }: SealedCredentials,
  newCredentials: string,
): Promise<boolean> {
  const { results } = await db
    .prepare(
      `UPDATE ${table} SET credentials = ?4 WHERE id = ?1 AND tenant_id = ?2 AND credentials = ?3 RETURNING id`,
    )
    .bind(id, tenantId, credentials, newCredentials)
    .all();
  return results.length > 0;
}
