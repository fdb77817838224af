import { ContactField, type FieldRule } from "../../contacts/contact-field.ts";
import { type FieldPlan, type FitCustomer, fitFields, planMapping } from "../../contacts/field-plan.ts";
import { leftOut } from "../../contacts/fit-text.ts";
import type { ObjectDescription } from "../api/answers.ts";
import type { SalesforceSettings } from "../set-up/salesforce-settings.ts";
import { type FieldDefinition, fitValue, toDefinition } from "./fit-value.ts";
import type { RecordForm } from "./record-form.ts";

/** The currency that a record's amounts are in, where the organisation has several. */
export const RECORD_CURRENCY_FIELD = "CurrencyIsoCode";

/** How customers stand in an object of this organisation. */
export interface RecordPlan extends FieldPlan<FieldDefinition> {
  form: RecordForm;
  /** Whether its records can bear our id. */
  hasKey: boolean;
  /** Whether this user may write it. */
  takesKey: boolean;
  /** Whether person accounts are among its records, or their contacts. */
  hasPersons: boolean;
  /** What is asked for of every record that is looked at. */
  selected: string[];
  /** Where a record's stage stands; null where it has none. */
  stageField: string | null;
  optOutFields: string[];
  /** How many characters a field may hold; no end where that is not said. */
  lengthOf: (field: string) => number;
  /** The currencies that records may be in; null where the organisation has one alone. */
  currencies: ReadonlySet<string> | null;
  /** The customer's values in the forms of their fields. */
  fit: FitCustomer<FieldDefinition>;
}

type Overrides = Partial<Record<ContactField, { property?: string; rule?: FieldRule }>>;

/**
 * Checks the mapping against an object's description.
 *
 * @param isRefused fields that Salesforce refused although they are described
 */
export function planRecord(
  form: RecordForm,
  settings: SalesforceSettings,
  description: ObjectDescription,
  isRefused: (field: string) => boolean,
): RecordPlan {
  const schema = description.fields.map(toDefinition);
  const find = (field: string) => schema.find(({ name }) => name === field);
  const mapping = { specs: form.specs, overrides: toOverrides(settings, find(form.countryCodeField)?.name) };
  const plan = planMapping(mapping, schema, ({ name, createable, updateable }) => {
    if (isRefused(name)) return "Salesforce refuses the field";
    return createable || updateable ? null : "the field is read-only";
  });
  const key = find(form.keyField);
  const stageField =
    form.specs.lifecycle && (settings.fields.lifecycle?.field ?? form.specs.lifecycle.property);
  const optOutFields = settings.optOutFields ?? form.optOutFields;
  const currencies = find(RECORD_CURRENCY_FIELD)?.options.map(({ value }) => value);
  const isSelected = (field: string) =>
    find(field) !== undefined && (field === form.keyField || !isRefused(field));
  const wanted = [
    form.keyField,
    form.emailField,
    form.phoneField,
    form.mobileField,
    "OwnerId",
    "SystemModstamp",
    "IsDeleted",
    "MasterRecordId",
    "IsConverted",
    "ConvertedContactId",
    form.specs.leadSource?.property ?? "",
    stageField ?? "",
    ...optOutFields,
    ...plan.fields.map(({ property }) => property),
  ];
  const checked: Omit<RecordPlan, "fit"> = {
    ...plan,
    form,
    // Whatever it is refused for: without it no record is anybody's.
    hasKey: key?.externalId === true && key.unique,
    takesKey: key?.createable === true && key.updateable,
    hasPersons: find("IsPersonAccount") !== undefined,
    selected: ["Id", ...new Set(wanted.filter(isSelected))],
    stageField: stageField === undefined ? null : stageField,
    optOutFields: optOutFields.filter((field) => find(field) !== undefined),
    lengthOf: (field) => find(field)?.length || Number.POSITIVE_INFINITY,
    currencies: currencies === undefined ? null : new Set(currencies),
  };
  return { ...checked, fit: (customer) => fitCustomer(checked, settings, customer) };
}

/** Where there are lists of countries, a country is told by its code. */
function toOverrides({ fields }: SalesforceSettings, countryCodeField: string | undefined): Overrides {
  const overrides: Overrides = {};
  if (countryCodeField !== undefined) overrides.country = { property: countryCodeField };
  for (const name of ContactField.options) {
    const { field, rule } = fields[name] ?? {};
    overrides[name] = {
      ...overrides[name],
      ...(field !== undefined && { property: field }),
      ...(rule !== undefined && { rule }),
    };
  }
  return overrides;
}

function fitCustomer(
  plan: Omit<RecordPlan, "fit">,
  settings: SalesforceSettings,
  customer: Parameters<RecordPlan["fit"]>[0],
): ReturnType<RecordPlan["fit"]> {
  return fitFields(
    plan,
    (name) => plan.form.specs[name]?.read(customer, settings) ?? null,
    (definition, value, name) => {
      const isForeign = name === "totalRevenue" && !canHold(definition, plan, settings, customer.currency);
      return isForeign ? leftOut("is in a currency that the field is not in") : fitValue(definition, value);
    },
  );
}

/** Whether an amount in this currency may stand in the field. */
function canHold(
  { type }: FieldDefinition,
  { currencies }: Pick<RecordPlan, "currencies">,
  settings: SalesforceSettings,
  currency: string | null,
): boolean {
  if (currencies !== null) return type !== "currency" || (currency !== null && currencies.has(currency));
  if (settings.currency === undefined) return type !== "currency";
  return currency === null || currency === settings.currency;
}
