import {
  DEFAULT_COUNTRY,
  type Identity,
  InvalidPayloadError,
  normalizeEmail,
  normalizePhone,
  phoneIdentity,
} from "@coccinelle/core";
import { toSqliteTime } from "../sql/time.ts";
import type { CustomerChanges } from "./customer.ts";

/** A customer's changes in the form of the database. */
export interface CustomerWrite {
  /** The columns that change, and no others. */
  columns: [name: string, value: string | number | null][];
  /** The identities that the new phone and the new e-mail address name. */
  identities: Identity[];
}

/**
 * Turns a customer's changes into columns and identities.
 *
 * @param country how to read a phone number without a country code: ISO 3166-1 alpha-2, null for the default
 * @throws InvalidPayloadError where a time is not ISO 8601
 */
export function toCustomerWrite(changes: CustomerChanges, country: string | null): CustomerWrite {
  const { phone, email } = changes;
  const values = {
    first_name: changes.firstName,
    last_name: changes.lastName,
    phone: (phone && toE164(phone, country)) || blankToNull(phone),
    email: (email && normalizeEmail(email)) || blankToNull(email),
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
    identities: contactIdentities({ phone, email }, country),
  };
}

/** The identities that a phone and an e-mail address name, as far as they can be read. */
export function contactIdentities(
  { phone, email }: Pick<CustomerChanges, "phone" | "email">,
  country: string | null,
): Identity[] {
  const e164 = phone && toE164(phone, country);
  const address = email && normalizeEmail(email);
  return [
    ...(e164 ? [phoneIdentity(e164)] : []),
    ...(address ? [{ kind: "email" as const, value: address }] : []),
  ];
}

function toE164(phone: string, country: string | null): string | null {
  return normalizePhone(phone, country ?? DEFAULT_COUNTRY);
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
