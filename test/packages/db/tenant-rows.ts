import { env } from "cloudflare:workers";
import { uniqueId } from "../../support/message-event.ts";

/** The identities of a tenant, each with its customer. */
export async function identities(tenantId: string) {
  const { results } = await env.DB.prepare(
    "SELECT kind, value, prospect_id AS customerId FROM customer_identities WHERE tenant_id = ?1 ORDER BY kind, value",
  )
    .bind(tenantId)
    .all();
  return results;
}

/** The number of rows that a tenant has in each table, to check that nothing was written. */
export async function countRows(tenantId: string) {
  return env.DB.prepare(
    `SELECT (SELECT count(*) FROM prospects WHERE tenant_id = ?1) AS customers,
       (SELECT count(*) FROM customer_tags WHERE tenant_id = ?1) AS tags,
       (SELECT count(*) FROM customer_identities WHERE tenant_id = ?1) AS identities`,
  )
    .bind(tenantId)
    .first();
}

/** Writes a row as a program does that does not use this service. */
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
