import * as z from "zod";
import { readGuarded, type SyncScope } from "../guard.ts";
import type { BulkJob, CustomerToSync } from "../sync-store.ts";
import { selectChanged, toCustomerToSync } from "./customer-to-sync.ts";

/** The number of customers that one statement reads. */
const SLICE_SIZE = 1000;

const Range = z.object({ after: z.number(), until: z.number().nullable(), customers: z.number() });

export async function findBulkRange(
  scope: SyncScope,
  minSize: number,
  pageSize: number,
): Promise<Pick<BulkJob, "after" | "until"> | null> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT page.after, max(page.seq) AS until, count(page.seq) AS customers
         FROM (SELECT s.load_position AS after, c.seq FROM sync_cursors s CROSS JOIN prospect_changes c
           WHERE s.tenant_id = ?1 AND s.integration_id = ?2 AND c.tenant_id = ?1
             AND c.seq > s.load_position AND c.seq <= s.load_until
           ORDER BY c.seq LIMIT ?3) AS page
         GROUP BY page.after`,
      )
      .bind(tenantId, integrationId, pageSize),
  ]);
  const found = Range.optional().parse(rows[0]);
  if (!found || found.until === null || found.customers <= minSize) return null;
  return { after: found.after, until: found.until };
}

/** Reads a job's customers in slices, since a job may hold more customers than one answer of D1. */
export async function listLoad(
  scope: SyncScope,
  { after, until }: Pick<BulkJob, "after" | "until">,
): Promise<CustomerToSync[]> {
  const { db, tenantId, integrationId } = scope;
  const customers: CustomerToSync[] = [];
  let position = after;
  for (;;) {
    const { rows } = await readGuarded(scope, [
      db
        .prepare(
          selectChanged(`SELECT c.tenant_id, c.prospect_id, c.seq, c.deleted,
            c.urgent = 1 AND c.seq <= s.opt_out_position AS handled
            FROM sync_cursors s CROSS JOIN prospect_changes c
            WHERE s.tenant_id = ?1 AND s.integration_id = ?2 AND c.tenant_id = ?1 AND c.seq > ?3 AND c.seq <= ?4
            ORDER BY c.seq LIMIT ?5`),
        )
        .bind(tenantId, integrationId, position, until, SLICE_SIZE),
    ]);
    const slice = rows.map(toCustomerToSync);
    customers.push(...slice);
    position = slice.at(-1)?.seq ?? until;
    if (slice.length < SLICE_SIZE) return customers;
  }
}
