import { type Metadata, parseMetadata } from "../sql/metadata.ts";
import type { Page, PageRequest } from "../sql/page.ts";
import { toIsoTime, toSqliteTime } from "../sql/time.ts";
import { customerNotFound } from "./customer.ts";
import type { TenantScope } from "./tenant-scope.ts";
import { listTimeline } from "./timeline.ts";

/** A note about a customer: a row of `customer_notes`. Its time is ISO 8601, UTC. */
export interface CustomerNote {
  id: string;
  content: string;
  /** An agent's id, or `system`. */
  createdBy: string | null;
  createdAt: string | null;
  metadata: Metadata | null;
}

interface CustomerNoteRow {
  id: string;
  content: string;
  created_by: string | null;
  created_at: string | null;
  metadata: string | null;
}

function toCustomerNote(row: CustomerNoteRow): CustomerNote {
  return {
    id: row.id,
    content: row.content,
    createdBy: row.created_by,
    createdAt: row.created_at && toIsoTime(row.created_at),
    metadata: parseMetadata(row.metadata),
  };
}

export async function addCustomerNote(
  { db, tenantId, clock, newId }: TenantScope,
  customerId: string,
  content: string,
  createdBy: string | null,
  metadata: Metadata | null,
): Promise<CustomerNote> {
  const row = await db
    .prepare(
      `INSERT INTO customer_notes (id, tenant_id, prospect_id, content, created_by, created_at, metadata)
       SELECT ?3, p.tenant_id, p.id, ?4, ?5, ?6, ?7 FROM prospects p WHERE p.id = ?2 AND p.tenant_id = ?1
       RETURNING *`,
    )
    .bind(
      tenantId,
      customerId,
      newId(),
      content,
      createdBy,
      toSqliteTime(clock()),
      metadata && JSON.stringify(metadata),
    )
    .first<CustomerNoteRow>();
  if (!row) throw customerNotFound(customerId);
  return toCustomerNote(row);
}

export async function listCustomerNotes(
  scope: TenantScope,
  customerId: string,
  page: PageRequest,
): Promise<Page<CustomerNote>> {
  return listTimeline(scope, "customer_notes", customerId, page, toCustomerNote);
}
