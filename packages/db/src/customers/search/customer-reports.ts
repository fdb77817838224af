import { pageLimit } from "../../sql/page.ts";
import { daysBefore } from "../../sql/time.ts";
import { CUSTOMER_COLUMNS, type Customer, type CustomerRow, toCustomer } from "../customer.ts";
import type { TenantScope } from "../tenant-scope.ts";

/** The number of activities of one customer. */
export interface CustomerInteractions {
  customerId: string;
  firstName: string | null;
  lastName: string | null;
  interactions: number;
}

export async function listVipCustomers(
  { db, tenantId }: TenantScope,
  moreThanOrders: number,
  limit: number | undefined,
): Promise<Customer[]> {
  // The condition `total_orders > 0` lets SQLite use the partial index prospects_by_orders.
  const { results } = await db
    .prepare(
      `SELECT ${CUSTOMER_COLUMNS} FROM prospects p
       WHERE p.tenant_id = ?1 AND p.segment = 'vip' AND p.total_orders > ?2 AND p.total_orders > 0
       ORDER BY p.total_revenue DESC LIMIT ?3`,
    )
    .bind(tenantId, moreThanOrders, pageLimit({ limit }))
    .all<CustomerRow>();
  return results.map(toCustomer);
}

export async function countInteractions(
  { db, tenantId, clock }: TenantScope,
  days: number,
  limit: number | undefined,
): Promise<CustomerInteractions[]> {
  const { results } = await db
    .prepare(
      `SELECT p.id AS customerId, p.first_name AS firstName, p.last_name AS lastName, count(*) AS interactions
       FROM prospects p CROSS JOIN customer_activities a ON a.prospect_id = p.id
       WHERE p.tenant_id = ?1 AND coalesce(a.created_at, '') >= ?2
       GROUP BY p.id ORDER BY interactions DESC, p.id LIMIT ?3`,
    )
    .bind(tenantId, daysBefore(clock(), days), pageLimit({ limit }))
    .all<CustomerInteractions>();
  return results;
}
