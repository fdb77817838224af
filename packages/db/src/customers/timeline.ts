import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { customerNotFound } from "./customer.ts";
import type { TenantScope } from "./tenant-scope.ts";

/** The expression of the tables' indexes. Rows of other programs may have no time, and come last. */
const CREATED = "coalesce(created_at, '')";

/**
 * A customer's rows in one of the two tables, the newest first. Throws `NotFoundError` where there is no such
 * customer.
 */
export async function listTimeline<Row extends { id: string; created_at: string | null }, Item>(
  { db, tenantId }: TenantScope,
  table: "customer_notes" | "customer_activities",
  customerId: string,
  page: PageRequest,
  toItem: (row: Row) => Item,
): Promise<Page<Item>> {
  const limit = pageLimit(page);
  const after = page.cursor === undefined ? [] : decodeCursor(page.cursor, 2);
  const [customer, rows] = await db.batch<Row>([
    db.prepare("SELECT id FROM prospects WHERE id = ?1 AND tenant_id = ?2").bind(customerId, tenantId),
    db
      .prepare(
        `SELECT * FROM ${table}
         WHERE prospect_id = ?1 AND tenant_id = ?2
           ${after.length > 0 ? `AND ${CREATED} <= ?4 AND (${CREATED}, id) < (?4, ?5)` : ""}
         ORDER BY ${CREATED} DESC, id DESC LIMIT ?3`,
      )
      .bind(customerId, tenantId, limit + 1, ...after),
  ]);
  if (!customer?.results.length) throw customerNotFound(customerId);
  return toPage(rows?.results ?? [], limit, {
    toItem,
    keyOf: (row) => [row.created_at ?? "", row.id],
  });
}
