import { NotFoundError } from "@coccinelle/core";
import { type Metadata, parseMetadata } from "../sql/metadata.ts";
import { toIsoTime } from "../sql/time.ts";
import type { TenantScope } from "./tenant-scope.ts";

/**
 * A customer: a row of `prospects` with its tags in alphabetical order and the number of its notes and
 * activities. Times are ISO 8601, UTC. The phone is in E.164 wherever it could be read.
 */
export interface Customer {
  id: string;
  tenantId: string;
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
  email: string | null;
  status: string | null;
  createdAt: string | null;
  preferredChannel: string | null;
  segment: string | null;
  totalOrders: number | null;
  totalRevenue: number | null;
  currency: string | null;
  lastContactAt: string | null;
  lastOrderAt: string | null;
  address: string | null;
  city: string | null;
  postalCode: string | null;
  country: string | null;
  metadata: Metadata | null;
  tags: string[];
  notesCount: number;
  activitiesCount: number;
}

export interface CustomerRow {
  id: string;
  tenant_id: string;
  first_name: string | null;
  last_name: string | null;
  phone: string | null;
  email: string | null;
  status: string | null;
  created_at: string | null;
  preferred_channel: string | null;
  segment: string | null;
  total_orders: number | null;
  total_revenue: number | null;
  currency: string | null;
  last_contact_at: string | null;
  last_order_at: string | null;
  address: string | null;
  city: string | null;
  postal_code: string | null;
  country: string | null;
  metadata: string | null;
  tags: string;
  notes_count: number;
  activities_count: number;
}

/** The columns of a `CustomerRow`, read from `prospects p`. Unlike `v_customers` they keep a tag with a comma whole. */
export const CUSTOMER_COLUMNS = `p.*,
  (SELECT json_group_array(t.tag ORDER BY t.tag) FROM customer_tags t WHERE t.prospect_id = p.id) AS tags,
  (SELECT count(*) FROM customer_notes n WHERE n.prospect_id = p.id) AS notes_count,
  (SELECT count(*) FROM customer_activities a WHERE a.prospect_id = p.id) AS activities_count`;

export function toCustomer(row: CustomerRow): Customer {
  const tags: string[] = JSON.parse(row.tags);
  return {
    id: row.id,
    tenantId: row.tenant_id,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    email: row.email,
    status: row.status,
    createdAt: row.created_at && toIsoTime(row.created_at),
    preferredChannel: row.preferred_channel,
    segment: row.segment,
    totalOrders: row.total_orders,
    totalRevenue: row.total_revenue,
    currency: row.currency,
    lastContactAt: row.last_contact_at && toIsoTime(row.last_contact_at),
    lastOrderAt: row.last_order_at && toIsoTime(row.last_order_at),
    address: row.address,
    city: row.city,
    postalCode: row.postal_code,
    country: row.country,
    metadata: parseMetadata(row.metadata),
    tags,
    notesCount: row.notes_count,
    activitiesCount: row.activities_count,
  };
}

export function selectCustomer({ db, tenantId }: TenantScope, id: string): D1PreparedStatement {
  return db
    .prepare(`SELECT ${CUSTOMER_COLUMNS} FROM prospects p WHERE p.id = ?1 AND p.tenant_id = ?2`)
    .bind(id, tenantId);
}

/** Null where the tenant has no customer with this id. */
export async function findCustomer(scope: TenantScope, id: string): Promise<Customer | null> {
  const row = await selectCustomer(scope, id).first<CustomerRow>();
  return row && toCustomer(row);
}

/** The error for a customer id that the tenant does not have. */
export function customerNotFound(customerId: string): NotFoundError {
  return new NotFoundError("customer: there is none with this id", { context: { customerId } });
}

/** The columns of a customer that a caller may set. */
interface CustomerFields {
  firstName: string;
  lastName: string;
  /** In any form that people write. It is kept in E.164 where it can be read, else as it is written. */
  phone: string;
  email: string;
  status: string;
  segment: string;
  preferredChannel: string;
  address: string;
  city: string;
  postalCode: string;
  /** ISO 3166-1 alpha-2. It also says how to read a phone number without a country code. */
  country: string;
  totalOrders: number;
  totalRevenue: number;
  currency: string;
  /** ISO 8601. */
  lastContactAt: string;
  /** ISO 8601. */
  lastOrderAt: string;
  metadata: Metadata;
}

/** The values of a new customer. A value that is left out takes the table's default. */
export type NewCustomer = { [Field in keyof CustomerFields]?: CustomerFields[Field] | undefined } & {
  /** No tag is blank or holds a comma. */
  tags?: readonly string[] | undefined;
};

/** The values to change. Null clears a value, and a value that is left out stays as it is. */
export type CustomerChanges = { [Field in keyof CustomerFields]?: CustomerFields[Field] | null | undefined };
