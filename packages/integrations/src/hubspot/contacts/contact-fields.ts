import type { ContactField } from "../../fields/contact-field.ts";
import { creation, type FieldSpec, identity, mirror, stage } from "../../fields/field-spec.ts";
import type { HubspotSettings } from "../set-up/hubspot-settings.ts";

/** Our unique property: the customer's id. */
export const KEY_PROPERTY = "coccinelle_customer_id";
/** Set when a contact is created here, and never on one that was there before. */
export const LEAD_SOURCE_PROPERTY = "coccinelle_lead_source";

export const CONTACT_FIELDS: Record<ContactField, FieldSpec<HubspotSettings>> = {
  firstName: { property: "firstname", ...identity, read: ({ firstName }) => firstName },
  lastName: { property: "lastname", ...identity, read: ({ lastName }) => lastName },
  email: { property: "email", ...identity, read: ({ email }) => email?.trim().toLowerCase() ?? null },
  phone: { property: "phone", ...identity, read: ({ phone }) => phone },
  address: { property: "address", ...identity, read: ({ address }) => address },
  city: { property: "city", ...identity, read: ({ city }) => city },
  postalCode: { property: "zip", ...identity, read: ({ postalCode }) => postalCode },
  country: { property: "country", ...identity, read: ({ country }) => country },
  segment: { property: "coccinelle_segment", ...mirror, read: ({ segment }) => segment },
  tags: { property: "coccinelle_tags", ...mirror, read: ({ tags }) => tags },
  preferredChannel: {
    property: "coccinelle_preferred_channel",
    ...mirror,
    read: ({ preferredChannel }) => preferredChannel,
  },
  totalOrders: { property: "coccinelle_total_orders", ...mirror, read: ({ totalOrders }) => totalOrders },
  totalRevenue: { property: "coccinelle_total_revenue", ...mirror, read: ({ totalRevenue }) => totalRevenue },
  currency: { property: "coccinelle_currency", ...mirror, read: ({ currency }) => currency },
  lastContactAt: {
    property: "coccinelle_last_contact_at",
    ...mirror,
    read: ({ lastContactAt }) => lastContactAt,
  },
  optedOut: { property: "coccinelle_opted_out", ...mirror, read: ({ optedOut }) => optedOut },
  leadSource: {
    property: LEAD_SOURCE_PROPERTY,
    ...creation,
    read: ({ preferredChannel }) => preferredChannel ?? "unknown",
  },
  owner: { property: "hubspot_owner_id", ...creation, read: (_, { ownerId }) => ownerId ?? null },
  lifecycle: {
    property: "lifecyclestage",
    ...stage,
    read: ({ segment }, { lifecycleStages }) => lifecycleStages[segment ?? ""] ?? null,
  },
};

/** Where a contact's stage stands. */
export function stageProperty({ fields }: HubspotSettings): string {
  return fields.lifecycle?.property ?? CONTACT_FIELDS.lifecycle.property;
}
