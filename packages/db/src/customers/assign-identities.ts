import { ConflictError, errorMessage, type Identity } from "@coccinelle/core";
import type { TenantScope } from "./tenant-scope.ts";

/**
 * Assigns identities to a customer. This statement goes before the ones that write the customer, in the same batch.
 * A value that another customer has ends the transaction. Without this statement the triggers on `prospects` would
 * leave the value with the other customer, and the write would succeed.
 */
export function assignIdentities(
  { db, tenantId }: TenantScope,
  customerId: string,
  identities: Identity[],
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO customer_identities (tenant_id, kind, value, prospect_id)
       SELECT ?1, e.value ->> 'kind', e.value ->> 'value', ?2 FROM json_each(?3) e
       WHERE NOT EXISTS (
         SELECT 1 FROM customer_identities i
         WHERE i.tenant_id = ?1 AND i.kind = e.value ->> 'kind' AND i.value = e.value ->> 'value' AND i.prospect_id = ?2
       )`,
    )
    .bind(tenantId, customerId, JSON.stringify(identities));
}

/**
 * Takes identities away from a customer. The triggers on `prospects` do this for the values that SQL can read, and
 * this statement for all of them.
 */
export function releaseIdentities(
  { db, tenantId }: TenantScope,
  customerId: string,
  identities: Identity[],
): D1PreparedStatement {
  return db
    .prepare(
      `DELETE FROM customer_identities
       WHERE tenant_id = ?1 AND prospect_id = ?2
         AND (kind, value) IN (SELECT e.value ->> 'kind', e.value ->> 'value' FROM json_each(?3) e)`,
    )
    .bind(tenantId, customerId, JSON.stringify(identities));
}

/**
 * Runs a batch that assigns identities.
 *
 * @throws ConflictError when another customer has one of the identities; its context names that customer as `customerId`
 */
export async function runAssigning<Row>(
  { db, tenantId }: TenantScope,
  identities: Identity[],
  statements: D1PreparedStatement[],
): Promise<D1Result<Row>[]> {
  try {
    return await db.batch<Row>(statements);
  } catch (error) {
    if (!errorMessage(error).includes("UNIQUE constraint failed: customer_identities")) throw error;
    const taken = await db
      .prepare(
        `SELECT i.kind, i.prospect_id FROM json_each(?2) e
         CROSS JOIN customer_identities i
         WHERE i.tenant_id = ?1 AND i.kind = e.value ->> 'kind' AND i.value = e.value ->> 'value'`,
      )
      .bind(tenantId, JSON.stringify(identities))
      .first<{ kind: string; prospect_id: string }>();
    throw new ConflictError(`${taken?.kind ?? "phone or email"}: another customer has it`, {
      context: { customerId: taken?.prospect_id ?? null },
      cause: error,
    });
  }
}
