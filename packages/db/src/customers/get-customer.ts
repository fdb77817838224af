import { CUSTOMER_COLUMNS, type Customer, type CustomerRow, toCustomer } from "./customer.ts";
import type { TenantScope } from "./tenant-scope.ts";

export function selectCustomer({ db, tenantId }: TenantScope, id: string): D1PreparedStatement {
  return db
    .prepare(`SELECT ${CUSTOMER_COLUMNS} FROM prospects p WHERE p.id = ?1 AND p.tenant_id = ?2`)
    .bind(id, tenantId);
}

export async function getCustomer(scope: TenantScope, id: string): Promise<Customer | null> {
  const row = await selectCustomer(scope, id).first<CustomerRow>();
  return row && toCustomer(row);
}
