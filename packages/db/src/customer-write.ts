import {
  DEFAULT_COUNTRY,
  type Identity,
  InvalidPayloadError,
  normalizeEmail,
  normalizePhone,
  phoneIdentity,
} from "@coccinelle/core";
import type { CustomerChanges } from "./customer.ts";
import { toSqliteTime } from "./time.ts";

/** A customer's changes as the database takes them. */
export interface CustomerWrite {
  /** Only the columns that change. */
  columns: [name: string, value: string | number | null][];
  /** What the new phone and e-mail address say of who the customer is. */
  identities: Identity[];
}

/** @throws InvalidPayloadError for a time that is none */
export function toCustomerWrite(changes: CustomerChanges, country: string | null): CustomerWrite {
  const phone = changes.phone && normalizePhone(changes.phone, country ?? DEFAULT_COUNTRY);
  const email = changes.email && normalizeEmail(changes.email);
  const values = {
    first_name: changes.firstName,
    last_name: changes.lastName,
    phone: phone || blankToNull(changes.phone),
    email: email || blankToNull(changes.email),
    status: changes.status,
    segment: changes.segment,
    preferred_channel: changes.preferredChannel,
    address: changes.address,
    city: changes.city,
    postal_code: changes.postalCode,
    country: changes.country,
    total_orders: changes.totalOrders,
    total_revenue: changes.totalRevenue,
    currency: changes.currency,
    last_contact_at: toColumnTime("lastContactAt", changes.lastContactAt),
    last_order_at: toColumnTime("lastOrderAt", changes.lastOrderAt),
    metadata: changes.metadata && JSON.stringify(changes.metadata),
  };
  return {
    columns: Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    identities: [
      ...(phone ? [phoneIdentity(phone)] : []),
      ...(email ? [{ kind: "email" as const, value: email }] : []),
    ],
  };
}

function blankToNull(text: string | null | undefined): string | null | undefined {
  return text === undefined ? undefined : text?.trim() || null;
}

function toColumnTime(field: string, text: string | null | undefined): string | null | undefined {
  if (text === null || text === undefined) return text;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidPayloadError(`${field}: must be an ISO 8601 time`);
  return toSqliteTime(time);
}
