import type { CrmCustomer } from "@coccinelle/core";
import { emailOf } from "../contacts/identity.ts";
import type { ContactField, FieldRule } from "./contact-field.ts";

/** A customer's value, before it has the form of the property that it goes to. */
export type FieldValue = string | number | boolean | readonly string[] | null;

/** The rules of a field in a CRM, whatever its property is called in the CRM. */
export interface FieldSpec<Settings> {
  /** The rule on records that this system made. */
  rule: FieldRule;
  /** The rule on records that were in the CRM before. */
  adoptedRule: FieldRule;
  /**
   * - `always`: with every update, as a mirror of our value.
   * - `changed`: when our value changed, so that a correction made in the CRM stays until then.
   * - `forward`: likewise, and only to a later stage than the record's.
   * - `creation`: once.
   */
  sent: "always" | "changed" | "forward" | "creation";
  read: (customer: CrmCustomer, settings: Settings) => FieldValue;
}

/** Fields that people know a person by: a value that was in the CRM before stays. */
const identity = { rule: "ours", adoptedRule: "only-if-blank", sent: "changed" } as const;
/** Fields that only this system knows. */
const mirror = { rule: "ours", adoptedRule: "ours", sent: "always" } as const;
const creation = { rule: "ours", adoptedRule: "never", sent: "creation" } as const;
const stage = { rule: "ours", adoptedRule: "ours", sent: "forward" } as const;

/** The fields as every CRM has them; only the stages differ. */
export function specifyFields<Settings extends { ownerId?: string | undefined }>(
  stagesOf: (settings: Settings) => Readonly<Record<string, string>>,
): Record<ContactField, FieldSpec<Settings>> {
  return {
    firstName: { ...identity, read: ({ firstName }) => firstName },
    lastName: { ...identity, read: ({ lastName }) => lastName },
    email: { ...identity, read: emailOf },
    phone: { ...identity, read: ({ phone }) => phone },
    address: { ...identity, read: ({ address }) => address },
    city: { ...identity, read: ({ city }) => city },
    postalCode: { ...identity, read: ({ postalCode }) => postalCode },
    country: { ...identity, read: ({ country }) => country },
    segment: { ...mirror, read: ({ segment }) => segment },
    tags: { ...mirror, read: ({ tags }) => tags },
    preferredChannel: { ...mirror, read: ({ preferredChannel }) => preferredChannel },
    totalOrders: { ...mirror, read: ({ totalOrders }) => totalOrders },
    totalRevenue: { ...mirror, read: ({ totalRevenue }) => totalRevenue },
    currency: { ...mirror, read: ({ currency }) => currency },
    lastContactAt: { ...mirror, read: ({ lastContactAt }) => lastContactAt },
    optedOut: { ...mirror, read: ({ optedOut }) => optedOut },
    leadSource: { ...creation, read: ({ preferredChannel }) => preferredChannel ?? "unknown" },
    owner: { ...creation, read: (_, { ownerId }) => ownerId ?? null },
    lifecycle: { ...stage, read: ({ segment }, settings) => stagesOf(settings)[segment ?? ""] ?? null },
  };
}
