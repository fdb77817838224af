import type { CrmCustomer } from "@coccinelle/core";
import type { PropertyDefinition } from "./answers.ts";
import { CONTACT_FIELDS, type FieldSpec } from "./contact-fields.ts";
import { fitValue } from "./fit-value.ts";
import { ContactField, type FieldRule, type HubspotSettings } from "./hubspot-settings.ts";

/** A field that goes to a property which the account has. */
export interface PlannedField {
  name: ContactField;
  property: string;
  definition: PropertyDefinition;
  rules: Record<"created" | "adopted", FieldRule>;
  sent: FieldSpec["sent"];
}

export interface FieldPlan {
  fields: PlannedField[];
  /** Fields that go nowhere, and why, in words for people. */
  off: { name: ContactField; property: string; why: string }[];
}

/**
 * Checks the mapping against the account's schema.
 *
 * @param refused properties that HubSpot refused although its schema has them
 */
export function planFields(
  settings: HubspotSettings,
  schema: readonly PropertyDefinition[],
  refused: ReadonlySet<string>,
): FieldPlan {
  const plan: FieldPlan = { fields: [], off: [] };
  for (const name of ContactField.options) {
    const spec = CONTACT_FIELDS[name];
    const { property = spec.property, rule } = settings.fields[name] ?? {};
    const definition = schema.find((each) => each.name === property);
    const rules = { created: rule ?? spec.rule, adopted: rule ?? spec.adoptedRule };
    const isUsed = rules.created !== "never" || rules.adopted !== "never";
    if (!isUsed) continue;
    const why = whyOff(definition, refused.has(property));
    if (definition && why === null) plan.fields.push({ name, property, definition, rules, sent: spec.sent });
    else plan.off.push({ name, property, why: why ?? "" });
  }
  return plan;
}

function whyOff(definition: PropertyDefinition | undefined, isRefused: boolean): string | null {
  if (definition === undefined) return "there is no such property";
  if (definition.modificationMetadata?.readOnlyValue) return "the property is read-only";
  return isRefused ? "HubSpot refuses the property" : null;
}

export interface FittedField extends PlannedField {
  value: string;
}

export interface FittedCustomer {
  fields: FittedField[];
  warnings: string[];
}

/** The customer's values in the forms of their properties; those without a value are left out. */
export function fitCustomer(
  customer: CrmCustomer,
  settings: HubspotSettings,
  plan: FieldPlan,
): FittedCustomer {
  const warnings = plan.off.map(({ name, property, why }) => `${name} was left out: ${property}, ${why}`);
  const fitted: FittedCustomer = { fields: [], warnings };
  for (const field of plan.fields) {
    const { value, warning } = fitValue(
      field.definition,
      CONTACT_FIELDS[field.name].read(customer, settings),
    );
    if (value !== null) fitted.fields.push({ ...field, value });
    if (warning !== null) fitted.warnings.push(`${field.name} ${warning}`);
  }
  return fitted;
}
