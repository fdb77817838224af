import { type CrmCustomer, PLACEHOLDER_NAME } from "@coccinelle/core";
import * as z from "zod";
import { toIsoTime } from "../../sql/time.ts";

/** The columns of `prospects p` that are sent to a CRM. Takes ?1: the tenant. */
export const CRM_CUSTOMER_COLUMNS = `p.id, p.first_name, p.last_name, p.phone, p.email, p.segment,
  p.preferred_channel, cast(coalesce(p.total_orders, 0) AS INTEGER) AS total_orders,
  cast(coalesce(p.total_revenue, 0) AS REAL) AS total_revenue, p.currency, p.created_at, p.last_contact_at, p.last_order_at,
  p.address, p.city, p.postal_code, p.country,
  (SELECT json_group_array(t.tag ORDER BY t.tag) FROM customer_tags t WHERE t.prospect_id = p.id) AS tags,
  EXISTS (SELECT 1 FROM opt_outs o WHERE o.tenant_id = ?1 AND o.prospect_id = p.id) AS opted_out`;

// Other programs may write a value that is no text. It counts as null.
const text = z.string().nullable().catch(null);

export const CrmCustomerRow = z.object({
  id: z.string(),
  first_name: text,
  last_name: text,
  phone: text,
  email: text,
  segment: text,
  preferred_channel: text,
  total_orders: z.number(),
  total_revenue: z.number(),
  currency: text,
  created_at: text,
  last_contact_at: text,
  last_order_at: text,
  address: text,
  city: text,
  postal_code: text,
  country: text,
  tags: z.string(),
  opted_out: z.number(),
});

export function toCrmCustomer(row: z.infer<typeof CrmCustomerRow>): CrmCustomer {
  return {
    id: row.id,
    firstName: withoutPlaceholder(row.first_name, PLACEHOLDER_NAME.firstName),
    lastName: withoutPlaceholder(row.last_name, PLACEHOLDER_NAME.lastName),
    phone: row.phone || null,
    email: row.email || null,
    segment: row.segment || null,
    tags: z.array(z.string()).parse(JSON.parse(row.tags)),
    preferredChannel: row.preferred_channel || null,
    totalOrders: row.total_orders,
    totalRevenue: row.total_revenue,
    currency: row.currency || null,
    createdAt: row.created_at && toIsoTime(row.created_at),
    lastContactAt: row.last_contact_at && toIsoTime(row.last_contact_at),
    lastOrderAt: row.last_order_at && toIsoTime(row.last_order_at),
    address: row.address || null,
    city: row.city || null,
    postalCode: row.postal_code || null,
    country: row.country || null,
    optedOut: row.opted_out === 1,
  };
}

/**
 * Null for a placeholder. Each part is checked by itself, since a customer may have a first name and a placeholder as
 * last name.
 */
function withoutPlaceholder(part: string | null, placeholder: string | null): string | null {
  return part === null || part === "" || part === placeholder ? null : part;
}
