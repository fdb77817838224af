import { InvalidPayloadError } from "@coccinelle/core";
import { toSqliteTime } from "../sql/time.ts";
import { customerNotFound } from "./customer.ts";
import type { TenantScope } from "./tenant-scope.ts";

/** Inserts the tags that the customer does not have yet. A customer that does not exist gets none. */
export function insertTags(
  { db, tenantId, clock, newId }: TenantScope,
  customerId: string,
  tags: readonly string[],
): D1PreparedStatement {
  const rows = [...new Set(tags.map(readTag))].map((tag) => ({ id: newId(), tag }));
  return db
    .prepare(
      `INSERT INTO customer_tags (id, tenant_id, prospect_id, tag, created_at)
       SELECT e.value ->> 'id', p.tenant_id, p.id, e.value ->> 'tag', ?4
       FROM prospects p CROSS JOIN json_each(?3) e
       WHERE p.id = ?2 AND p.tenant_id = ?1
       ON CONFLICT (prospect_id, tag) DO NOTHING`,
    )
    .bind(tenantId, customerId, JSON.stringify(rows), toSqliteTime(clock()));
}

/** The view `v_customers` joins tags by commas, so a comma inside a tag would make two tags of it. */
function readTag(text: string): string {
  const tag = text.trim();
  if (tag === "" || tag.includes(","))
    throw new InvalidPayloadError("tags: must not be blank or hold a comma");
  return tag;
}

export async function addCustomerTags(
  scope: TenantScope,
  customerId: string,
  tags: readonly string[],
): Promise<void> {
  const [customer] = await scope.db.batch([
    scope.db
      .prepare("SELECT 1 FROM prospects WHERE id = ?1 AND tenant_id = ?2")
      .bind(customerId, scope.tenantId),
    insertTags(scope, customerId, tags),
  ]);
  if (!customer?.results.length) throw customerNotFound(customerId);
}

export async function removeCustomerTag(
  { db, tenantId }: TenantScope,
  customerId: string,
  tag: string,
): Promise<boolean> {
  const { results } = await db
    .prepare("DELETE FROM customer_tags WHERE prospect_id = ?1 AND tag = ?2 AND tenant_id = ?3 RETURNING id")
    .bind(customerId, tag, tenantId)
    .all();
  return results.length > 0;
}
