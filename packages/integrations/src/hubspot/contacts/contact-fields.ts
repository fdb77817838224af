import type { ContactField } from "../../fields/contact-field.ts";
import { specifyFields } from "../../fields/field-spec.ts";
import type { HubspotSettings } from "../set-up/hubspot-settings.ts";

/** Our unique property: the customer's id. */
export const KEY_PROPERTY = "coccinelle_customer_id";
/** Set on contacts that this system makes, and never on one that was in HubSpot before. */
export const LEAD_SOURCE_PROPERTY = "coccinelle_lead_source";

export const FIELD_SPECS = specifyFields<HubspotSettings>(({ lifecycleStages }) => lifecycleStages);

export const PROPERTIES = {
  firstName: "firstname",
  lastName: "lastname",
  email: "email",
  phone: "phone",
  address: "address",
  city: "city",
  postalCode: "zip",
  country: "country",
  segment: "coccinelle_segment",
  tags: "coccinelle_tags",
  preferredChannel: "coccinelle_preferred_channel",
  totalOrders: "coccinelle_total_orders",
  totalRevenue: "coccinelle_total_revenue",
  currency: "coccinelle_currency",
  lastContactAt: "coccinelle_last_contact_at",
  optedOut: "coccinelle_opted_out",
  leadSource: LEAD_SOURCE_PROPERTY,
  owner: "hubspot_owner_id",
  lifecycle: "lifecyclestage",
} as const satisfies Record<ContactField, string>;

/** The property of a contact's stage. */
export function stageProperty({ fields }: HubspotSettings): string {
  return fields.lifecycle?.property ?? PROPERTIES.lifecycle;
}
