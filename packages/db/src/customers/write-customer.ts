import type { Identity } from "@coccinelle/core";
import { toSqliteTime } from "../sql/time.ts";
import { assignIdentities, releaseIdentities, runAssigning } from "./assign-identities.ts";
import {
  type Customer,
  type CustomerChanges,
  type CustomerRow,
  customerNotFound,
  findCustomer,
  type NewCustomer,
  selectCustomer,
  toCustomer,
} from "./customer.ts";
import { insertTags } from "./customer-tags.ts";
import type { TenantScope } from "./tenant-scope.ts";
import { contactIdentities, toCustomerWrite } from "./to-customer-write.ts";

export async function createCustomer(
  scope: TenantScope,
  { tags = [], ...fields }: NewCustomer,
): Promise<Customer> {
  const id = scope.newId();
  const { columns, identities } = toCustomerWrite(fields, fields.country ?? null);
  const values: [string, string | number | null][] = [
    ["id", id],
    ["tenant_id", scope.tenantId],
    ["created_at", toSqliteTime(scope.clock())],
    ...columns,
  ];
  const insert = scope.db
    .prepare(
      `INSERT INTO prospects (${values.map(([name]) => name).join(", ")})
       VALUES (${values.map((_, index) => `?${index + 1}`).join(", ")})`,
    )
    .bind(...values.map(([, value]) => value));
  return writeCustomer(scope, id, identities, [insert, insertTags(scope, id, tags)]);
}

export async function updateCustomer(
  scope: TenantScope,
  id: string,
  changes: CustomerChanges,
): Promise<Customer> {
  const current = await findCustomer(scope, id);
  if (!current) throw customerNotFound(id);
  const { columns, identities } = toCustomerWrite(changes, changes.country ?? current.country);
  if (columns.length === 0) return current;
  const next = Object.fromEntries(columns);
  // In rows that are older than identities, a value may belong to an older customer. A value that does not change
  // is no reason to refuse the update.
  const isMoved = ({ kind }: Identity) =>
    (kind === "phone" || kind === "email") && next[kind] !== undefined && next[kind] !== current[kind];
  const assigned = identities.filter(isMoved);
  const released = contactIdentities(current, current.country)
    .filter(isMoved)
    .filter(
      ({ kind, value }) => !assigned.some((identity) => identity.kind === kind && identity.value === value),
    );
  const update = scope.db
    .prepare(
      `UPDATE prospects SET ${columns.map(([name], index) => `${name} = ?${index + 3}`).join(", ")}
       WHERE id = ?1 AND tenant_id = ?2`,
    )
    .bind(id, scope.tenantId, ...columns.map(([, value]) => value));
  return writeCustomer(scope, id, assigned, [releaseIdentities(scope, id, released), update]);
}

/** Runs one transaction: it assigns the identities, then does the writes, then reads the customer. */
async function writeCustomer(
  scope: TenantScope,
  id: string,
  identities: Identity[],
  writes: D1PreparedStatement[],
): Promise<Customer> {
  const results = await runAssigning<CustomerRow>(scope, identities, [
    assignIdentities(scope, id, identities),
    ...writes,
    selectCustomer(scope, id),
  ]);
  const row = results.at(-1)?.results[0];
  if (!row) throw customerNotFound(id);
  return toCustomer(row);
}

export async function deleteCustomer({ db, tenantId }: TenantScope, id: string): Promise<boolean> {
  const { results } = await db
    .prepare("DELETE FROM prospects WHERE id = ?1 AND tenant_id = ?2 RETURNING id")
    .bind(id, tenantId)
    .all();
  return results.length > 0;
}
