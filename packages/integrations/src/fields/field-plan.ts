import type { CrmCustomer } from "@coccinelle/core";
import { ContactField, type FieldRule } from "./contact-field.ts";
import type { FieldSpec, FieldValue } from "./field-spec.ts";

/** The part of a CRM's description of a property that the rules use. */
export interface PropertyForm {
  name: string;
  /** The property's choices in their order; none where it takes any value. */
  options: readonly { value: string }[];
}

/** A field that goes to a property which the account has. */
export interface PlannedField<Form extends PropertyForm = PropertyForm> {
  name: ContactField;
  property: string;
  definition: Form;
  rules: Record<"created" | "adopted", FieldRule>;
  sent: FieldSpec<unknown>["sent"];
}

export interface FieldPlan<Form extends PropertyForm = PropertyForm> {
  fields: PlannedField<Form>[];
  /** Fields that are not sent, and why, in words for people. */
  off: { name: ContactField; property: string; why: string }[];
}

/** The property of each field in a CRM, and the property or rule that the settings give it instead. */
export interface FieldMapping<Settings> {
  specs: Readonly<Record<ContactField, FieldSpec<Settings>>>;
  /** The property of each field that the CRM has. */
  properties: Readonly<Partial<Record<ContactField, string>>>;
  overrides: Readonly<
    Partial<Record<ContactField, { property?: string | undefined; rule?: FieldRule | undefined }>>
  >;
}

/**
 * Checks a mapping against the account's schema.
 *
 * @param whyOff why a field cannot go to a property, in words for people; null where it can
 */
export function planMapping<Form extends PropertyForm>(
  { specs, properties, overrides }: FieldMapping<never>,
  schema: readonly Form[],
  whyOff: (definition: Form, name: ContactField) => string | null,
): FieldPlan<Form> {
  const plan: FieldPlan<Form> = { fields: [], off: [] };
  for (const name of ContactField.options) {
    const spec = specs[name];
    const { property = properties[name], rule } = overrides[name] ?? {};
    if (property === undefined || properties[name] === undefined) continue;
    const rules = { created: rule ?? spec.rule, adopted: rule ?? spec.adoptedRule };
    const isUsed = rules.created !== "never" || rules.adopted !== "never";
    if (!isUsed) continue;
    const definition = schema.find((each) => each.name === property);
    const why = definition === undefined ? "there is no such property" : whyOff(definition, name);
    if (definition && why === null) plan.fields.push({ name, property, definition, rules, sent: spec.sent });
    else plan.off.push({ name, property, why: why ?? "" });
  }
  return plan;
}

export interface FittedValue {
  /** The value in the property's own form; null where there is nothing to send, since no empty value is sent. */
  value: string | null;
  /** A warning that the value was left out or cut. It does not quote the value. */
  warning: string | null;
}

export interface FittedField<Form extends PropertyForm = PropertyForm> extends PlannedField<Form> {
  value: string;
}

export interface FittedCustomer<Form extends PropertyForm = PropertyForm> {
  fields: FittedField<Form>[];
  warnings: string[];
}

/**
 * The customer's values in the forms of their properties. Fields without a value are left out.
 *
 * @param read the customer's value of a field
 */
export function fitFields<Form extends PropertyForm>(
  plan: FieldPlan<Form>,
  read: (name: ContactField) => FieldValue,
  toFitting: (definition: Form, value: FieldValue, name: ContactField) => FittedValue,
): FittedCustomer<Form> {
  const warnings = plan.off.map(({ name, property, why }) => `${name} was left out: ${property}, ${why}`);
  const fitted: FittedCustomer<Form> = { fields: [], warnings };
  for (const field of plan.fields) {
    const { value, warning } = toFitting(field.definition, read(field.name), field.name);
    if (value !== null) fitted.fields.push({ ...field, value });
    if (warning !== null) fitted.warnings.push(`${field.name} ${warning}`);
  }
  return fitted;
}

/** Gives a customer's values the forms of their properties. */
export type FitCustomer<Form extends PropertyForm = PropertyForm> = (
  customer: CrmCustomer,
) => FittedCustomer<Form>;
