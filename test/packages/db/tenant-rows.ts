import { env } from "cloudflare:workers";
import { uniqueId } from "../../support/message-event.ts";

/** Whose a tenant's identities are. */
export async function identities(tenantId: string) {
  const { results } = await env.DB.prepare(
    "SELECT kind, value, prospect_id AS customerId FROM customer_identities WHERE tenant_id = ?1 ORDER BY kind, value",
  )
    .bind(tenantId)
    .all();
  return results;
}

/** How much a tenant has, to see that nothing was written. */
export async function countRows(tenantId: string) {
  return env.DB.prepare(
    `SELECT (SELECT count(*) FROM prospects WHERE tenant_id = ?1) AS customers,
       (SELECT count(*) FROM customer_tags WHERE tenant_id = ?1) AS tags,
       (SELECT count(*) FROM customer_identities WHERE tenant_id = ?1) AS identities`,
  )
    .bind(tenantId)
    .first();
}

/** A row as a program writes it that knows nothing of this service. */
export async function insertProspect(tenantId: string, columns: Record<string, string>): Promise<string> {
  const id = uniqueId("old");
  const values = Object.entries({ id, tenant_id: tenantId, ...columns });
  await env.DB.prepare(
    `INSERT INTO prospects (${values.map(([name]) => name).join()}) VALUES (${values.map(() => "?").join()})`,
  )
    .bind(...values.map(([, value]) => value))
    .run();
  return id;
}
