import { type CrmCustomer, PLACEHOLDER_NAME } from "@coccinelle/core";
import type { ContactPlan } from "../../contacts/contact-verbs.ts";
import type { Properties } from "../../fields/choose-properties.ts";
import { type FieldPlan, fitFields, planMapping } from "../../fields/field-plan.ts";
import type { PropertyDefinition } from "../api/answers.ts";
import type { HubspotSettings } from "../set-up/hubspot-settings.ts";
import { FIELD_SPECS, KEY_PROPERTY, PROPERTIES, stageProperty } from "./contact-fields.ts";
import { fitValue } from "./fit-value.ts";

/** How customers stand in an account's contacts. */
export interface HubspotPlan extends ContactPlan, FieldPlan<PropertyDefinition> {}

/**
 * Checks the mapping against the account's schema.
 *
 * @param isRefused properties that HubSpot refused although its schema has them
 */
export function planContacts(
  settings: HubspotSettings,
  schema: readonly PropertyDefinition[],
  isRefused: (property: string) => boolean,
): HubspotPlan {
  const mapping = { specs: FIELD_SPECS, properties: PROPERTIES, overrides: settings.fields };
  const plan = planMapping(mapping, schema, ({ name, modificationMetadata }) => {
    if (modificationMetadata?.readOnlyValue) return "the property is read-only";
    return isRefused(name) ? "HubSpot refuses the property" : null;
  });
  return {
    ...plan,
    keyProperty: KEY_PROPERTY,
    takesKey: true,
    stageProperty: stageProperty(settings),
    fit: (customer) => fitFields(plan, (name) => FIELD_SPECS[name].read(customer, settings), fitValue),
    // The upsert itself tells the customer's id.
    toNew: (customer, values) => withName(values, customer),
    toUpdate: (_, values) => values,
    withName,
  };
}

/**
 * HubSpot takes no contact without e-mail address and name. A customer without a name is called by the phone
 * number, or else by a placeholder. Both are sent this once, so that they never take a name's place.
 */
function withName(properties: Properties, { phone }: CrmCustomer): Properties {
  if (properties.firstname || properties.lastname) return properties;
  if (phone) return { ...properties, lastname: phone };
  const { firstName, lastName } = PLACEHOLDER_NAME;
  return { ...properties, firstname: firstName ?? "", lastname: lastName ?? "" };
}
