import type { CrmCustomer } from "@coccinelle/core";
import {
  type FieldPlan as FieldPlanOf,
  type FittedCustomer as FittedCustomerOf,
  type FittedField as FittedFieldOf,
  fitFields,
  planMapping,
} from "../../contacts/field-plan.ts";
import type { PropertyDefinition } from "../api/answers.ts";
import type { HubspotSettings } from "../set-up/hubspot-settings.ts";
import { CONTACT_FIELDS } from "./contact-fields.ts";
import { fitValue } from "./fit-value.ts";

export type FieldPlan = FieldPlanOf<PropertyDefinition>;
export type FittedField = FittedFieldOf<PropertyDefinition>;
export type FittedCustomer = FittedCustomerOf<PropertyDefinition>;

/**
 * Checks the mapping against the account's schema.
 *
 * @param isRefused properties that HubSpot refused although its schema has them
 */
export function planFields(
  settings: HubspotSettings,
  schema: readonly PropertyDefinition[],
  isRefused: (property: string) => boolean,
): FieldPlan {
  const mapping = { specs: CONTACT_FIELDS, overrides: settings.fields };
  return planMapping(mapping, schema, ({ name, modificationMetadata }) => {
    if (modificationMetadata?.readOnlyValue) return "the property is read-only";
    return isRefused(name) ? "HubSpot refuses the property" : null;
  });
}

/** The customer's values in the forms of their properties; those without a value are left out. */
export function fitCustomer(
  customer: CrmCustomer,
  settings: HubspotSettings,
  plan: FieldPlan,
): FittedCustomer {
  return fitFields(plan, (name) => CONTACT_FIELDS[name].read(customer, settings), fitValue);
}
