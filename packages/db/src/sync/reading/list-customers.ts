import { readGuarded, type SyncScope } from "../guard.ts";
import type { ChangeLane, CustomerToSync } from "../sync-store.ts";
import {
  CUSTOMER_TO_SYNC_COLUMNS,
  NEXT_CUSTOMER_ATTEMPT,
  selectChanged,
  toCustomerToSync,
} from "./customer-to-sync.ts";

/** Each lane's part of the tenant's changes. */
const LANES: Record<ChangeLane, string> = {
  opt_outs: "c.seq > s.opt_out_position AND c.urgent = 1",
  live: "c.seq > s.live_position",
  load: "c.seq > s.load_position AND c.seq <= s.load_until",
};

/**
 * The next changes of a lane. A change that the lane `opt_outs` has brought to the CRM is `handled` for the others.
 * Takes ?1: the tenant, ?2: the integration, ?3: the number of changes.
 */
function changesOf(lane: ChangeLane): string {
  const handled = lane === "opt_outs" ? "0" : "c.urgent = 1 AND c.seq <= s.opt_out_position";
  return `SELECT c.tenant_id, c.prospect_id, c.seq, c.deleted, ${handled} AS handled
    FROM sync_cursors s CROSS JOIN prospect_changes c
    WHERE s.tenant_id = ?1 AND s.integration_id = ?2 AND c.tenant_id = ?1 AND ${LANES[lane]}
    ORDER BY c.seq LIMIT ?3`;
}

/**
 * Takes the next customers of a lane. One transaction reads them and raises `taken`, so a later change to one of them
 * gets a new mark.
 */
export async function takeChanges(
  scope: SyncScope,
  lane: ChangeLane,
  limit: number,
): Promise<CustomerToSync[]> {
  const { db, tenantId, integrationId, passToken } = scope;
  const changes = changesOf(lane);
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `UPDATE sync_cursors SET taken = page.last
         FROM (SELECT max(seq) AS last FROM (${changes})) AS page
         WHERE sync_cursors.tenant_id = ?1 AND sync_cursors.integration_id = ?2 AND sync_cursors.pass_token = ?4
           AND sync_cursors.taken < page.last`,
      )
      .bind(tenantId, integrationId, limit, passToken),
    db.prepare(selectChanged(changes)).bind(tenantId, integrationId, limit),
  ]);
  return rows.map(toCustomerToSync);
}

export async function listDueCustomers(
  scope: SyncScope,
  now: Date,
  limit: number,
): Promise<CustomerToSync[]> {
  const { db, tenantId, integrationId } = scope;
  const { rows } = await readGuarded(scope, [
    db
      .prepare(
        `SELECT m.prospect_id, 0 AS seq, 0 AS handled, ${CUSTOMER_TO_SYNC_COLUMNS}
         FROM crm_sync_mappings m
         LEFT JOIN prospects p ON p.id = m.prospect_id AND p.tenant_id = ?1
         WHERE m.tenant_id = ?1 AND m.integration_id = ?2 AND m.sync_status IN ('pending', 'error')
           AND ${NEXT_CUSTOMER_ATTEMPT} <= ?3
         ORDER BY ${NEXT_CUSTOMER_ATTEMPT} LIMIT ?4`,
      )
      .bind(tenantId, integrationId, now.toISOString(), limit),
  ]);
  return rows.map(toCustomerToSync);
}

/** The number of customers that one statement reads. */
const SLICE_SIZE = 1000;

export async function listCustomers(
  scope: SyncScope,
  prospectIds: readonly string[],
): Promise<CustomerToSync[]> {
  const { db, tenantId, integrationId } = scope;
  const customers: CustomerToSync[] = [];
  for (let start = 0; start < prospectIds.length; start += SLICE_SIZE) {
    const { rows } = await readGuarded(scope, [
      db
        .prepare(
          `SELECT e.value AS prospect_id, 0 AS seq, 0 AS handled, ${CUSTOMER_TO_SYNC_COLUMNS}
           FROM json_each(?3) e
           LEFT JOIN prospects p ON p.id = e.value AND p.tenant_id = ?1
           LEFT JOIN crm_sync_mappings m ON m.integration_id = ?2 AND m.prospect_id = e.value`,
        )
        .bind(tenantId, integrationId, JSON.stringify(prospectIds.slice(start, start + SLICE_SIZE))),
    ]);
    customers.push(...rows.map(toCustomerToSync));
  }
  return customers;
}
