import { MappingMetadata, MappingStatus } from "@coccinelle/core";
import * as z from "zod";
import { parseMetadata } from "../../sql/metadata.ts";
import type { ContactMapping, CustomerToSync } from "../sync-store.ts";
import { CRM_CUSTOMER_COLUMNS, CrmCustomerRow, toCrmCustomer } from "./to-crm-customer.ts";

/**
 * The columns of a `CustomerToSyncRow`, read from `prospects p` and `crm_sync_mappings m`. Either of the two may be
 * missing. Takes ?1: the tenant, ?2: the integration.
 */
export const CUSTOMER_TO_SYNC_COLUMNS = `${CRM_CUSTOMER_COLUMNS},
  m.external_id, m.sync_status, m.metadata,
  (SELECT o.prospect_id FROM crm_sync_mappings o
   WHERE o.integration_id = ?2 AND o.external_id = m.external_id AND m.external_id <> '' AND o.rowid < m.rowid
   LIMIT 1) AS shared_with`;

/**
 * A query of `CustomerToSyncRow`s. `changes` is a query of prospect_id, tenant_id, seq, deleted and handled, and
 * gives the order.
 */
export function selectChanged(changes: string): string {
  return `SELECT page.prospect_id, page.seq, page.handled, ${CUSTOMER_TO_SYNC_COLUMNS}
    FROM (${changes}) AS page
    LEFT JOIN prospects p ON p.id = page.prospect_id AND p.tenant_id = page.tenant_id AND page.deleted = 0
    LEFT JOIN crm_sync_mappings m ON m.integration_id = ?2 AND m.prospect_id = page.prospect_id
    ORDER BY page.seq`;
}

/** When `crm_sync_mappings m` is due: the expression of the index crm_sync_mappings_due. */
export const NEXT_CUSTOMER_ATTEMPT =
  "coalesce(CASE WHEN json_valid(m.metadata) THEN m.metadata ->> 'nextAttemptAt' END, '')";

const MappingRow = z.object({
  prospect_id: z.string(),
  external_id: z.string(),
  // A status that another program wrote still belongs to a record in the CRM.
  sync_status: MappingStatus.catch("synced"),
  metadata: z.string().nullable(),
});

const CustomerToSyncRow = z.object({
  prospect_id: z.string(),
  seq: z.number(),
  handled: z.number(),
  id: z.string().nullable(),
  external_id: z.string().nullable(),
  shared_with: z.string().nullable(),
});

export function toCustomerToSync(row: unknown): CustomerToSync {
  const { prospect_id, seq, handled, id, external_id, shared_with } = CustomerToSyncRow.parse(row);
  return {
    prospectId: prospect_id,
    seq,
    handled: handled === 1,
    customer: id === null ? null : toCrmCustomer(CrmCustomerRow.parse(row)),
    mapping: external_id === null ? null : toContactMapping(row),
    sharedWith: shared_with,
  };
}

export function toContactMapping(row: unknown): ContactMapping {
  const { prospect_id, external_id, sync_status, metadata } = MappingRow.parse(row);
  return {
    prospectId: prospect_id,
    externalId: external_id || null,
    status: sync_status,
    // Metadata that another program wrote is ignored.
    metadata: MappingMetadata.safeParse(parseMetadata(metadata)).data ?? {},
  };
}
