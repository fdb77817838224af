import { type Metadata, parseMetadata } from "../sql/metadata.ts";
import type { Page, PageRequest } from "../sql/page.ts";
import { toIsoTime, toSqliteTime } from "../sql/time.ts";
import { customerNotFound } from "./customer.ts";
import type { TenantScope } from "./tenant-scope.ts";
import { listTimeline } from "./timeline.ts";

/** Something that happened between a customer and the business, such as a message. A row of `customer_activities`. */
export interface CustomerActivity {
  id: string;
  /** `message_received`, `email`, `call`, `visit`, … */
  type: string;
  channel: string | null;
  description: string | null;
  metadata: Metadata | null;
  /** ISO 8601, UTC. */
  createdAt: string | null;
}

interface CustomerActivityRow {
  id: string;
  type: string;
  channel: string | null;
  description: string | null;
  metadata: string | null;
  created_at: string | null;
}

function toCustomerActivity(row: CustomerActivityRow): CustomerActivity {
  return {
    id: row.id,
    type: row.type,
    channel: row.channel,
    description: row.description,
    metadata: parseMetadata(row.metadata),
    createdAt: row.created_at && toIsoTime(row.created_at),
  };
}

export async function logInteraction(
  { db, tenantId, clock, newId }: TenantScope,
  customerId: string,
  { type, channel, description, metadata }: Omit<CustomerActivity, "id" | "createdAt">,
): Promise<CustomerActivity> {
  const now = toSqliteTime(clock());
  const [logged] = await db.batch<CustomerActivityRow>([
    db
      .prepare(
        `INSERT INTO customer_activities (id, tenant_id, prospect_id, type, channel, description, metadata, created_at)
         SELECT ?3, p.tenant_id, p.id, ?4, ?5, ?6, ?7, ?8 FROM prospects p WHERE p.id = ?2 AND p.tenant_id = ?1
         RETURNING *`,
      )
      .bind(
        tenantId,
        customerId,
        newId(),
        type,
        channel,
        description,
        metadata && JSON.stringify(metadata),
        now,
      ),
    db
      .prepare(
        `UPDATE prospects SET last_contact_at = ?3
         WHERE id = ?2 AND tenant_id = ?1 AND (last_contact_at IS NULL OR last_contact_at < ?3)`,
      )
      .bind(tenantId, customerId, now),
  ]);
  const row = logged?.results[0];
  if (!row) throw customerNotFound(customerId);
  return toCustomerActivity(row);
}

export async function listInteractions(
  scope: TenantScope,
  customerId: string,
  page: PageRequest,
): Promise<Page<CustomerActivity>> {
  return listTimeline(scope, "customer_activities", customerId, page, toCustomerActivity);
}
