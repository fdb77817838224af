import { type CrmCustomer, PLACEHOLDER_NAME } from "@coccinelle/core";
import type { ContactPlan } from "../../contacts/contact-verbs.ts";
import type { Properties } from "../../fields/choose-properties.ts";
import {
  type FieldMapping,
  type FieldPlan,
  type FittedCustomer,
  fitFields,
  planMapping,
} from "../../fields/field-plan.ts";
import { leftOut } from "../../fields/fit-text.ts";
import type { ObjectDescription } from "../api/answers.ts";
import type { SalesforceSettings } from "../set-up/salesforce-settings.ts";
import { type FieldDefinition, fitValue, toDefinition } from "./fit-value.ts";
import { FIELD_SPECS, type RecordForm } from "./record-form.ts";

/** The currency that a record's amounts are in, where the organisation has several. */
const RECORD_CURRENCY_FIELD = "CurrencyIsoCode";

/** How an object of this organisation keeps customers. */
export interface RecordPlan extends FieldPlan<FieldDefinition>, ContactPlan {
  form: RecordForm;
  /** Whether its records can bear our id. */
  hasKey: boolean;
  /** Whether person accounts are among its records, or their contacts. */
  hasPersons: boolean;
  /** The fields that every look at a record asks for. */
  selected: string[];
  optOutFields: string[];
  /** How many characters a field may hold; infinity where Salesforce does not tell. */
  lengthOf: (field: string) => number;
}

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
  const mapping = {
    specs: FIELD_SPECS,
    // An organisation with lists of countries takes a country's code.
    properties: find(form.countryCodeField)
      ? { ...form.properties, country: form.countryCodeField }
      : form.properties,
    overrides: toOverrides(settings),
  };
  const plan = planMapping(mapping, schema, ({ name, createable, updateable }) => {
    if (isRefused(name)) return "Salesforce refuses the field";
    return createable || updateable ? null : "the field is read-only";
  });
  const key = find(form.keyField);
  const stageField =
    form.properties.lifecycle && (settings.fields.lifecycle?.field ?? form.properties.lifecycle);
  const optOutFields = settings.optOutFields ?? form.optOutFields;
  const currencyCodes = find(RECORD_CURRENCY_FIELD)?.options.map(({ value }) => value);
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
    form.sourceField,
    stageField ?? "",
    ...optOutFields,
    ...plan.fields.map(({ property }) => property),
  ];
  const hasKey = key?.externalId === true && key.unique;
  const currencies = currencyCodes === undefined ? null : new Set(currencyCodes);
  return {
    ...plan,
    form,
    keyProperty: form.keyField,
    // The key is never switched off: without it no record is anybody's.
    hasKey,
    takesKey: hasKey && key?.createable === true && key.updateable,
    hasPersons: find("IsPersonAccount") !== undefined,
    selected: ["Id", ...new Set(wanted.filter(isSelected))],
    stageProperty: stageField ?? null,
    optOutFields: optOutFields.filter((field) => find(field) !== undefined),
    lengthOf: (field) => find(field)?.length || Number.POSITIVE_INFINITY,
    fit: (customer) => fitCustomer({ ...plan, form, currencies }, settings, customer),
    toNew: (customer, values) => {
      const keyed = { ...values, [form.keyField]: customer.id };
      return withName(withCurrency(keyed, customer, currencies), customer);
    },
    toUpdate: (customer, values) => {
      const amount = plan.fields.find(({ name }) => name === "totalRevenue");
      const hasAmount = amount?.definition.type === "currency" && amount.property in values;
      return hasAmount ? withCurrency(values, customer, currencies) : values;
    },
    withName,
  };
}

/** An amount is in the currency of its record, where the organisation has several. */
function withCurrency(values: Properties, { currency }: CrmCustomer, currencies: Currencies): Properties {
  if (currency === null || !currencies?.has(currency)) return values;
  return { ...values, [RECORD_CURRENCY_FIELD]: currency };
}

/**
 * Salesforce takes no person without a last name. A customer without one is called by the phone number, or else
 * by a placeholder. Both are sent this once, so that they never take a name's place.
 */
function withName(values: Properties, { phone }: CrmCustomer): Properties {
  if (values.LastName) return values;
  if (phone?.trim()) return { ...values, LastName: phone };
  const { firstName, lastName } = PLACEHOLDER_NAME;
  return { FirstName: firstName ?? "", ...values, LastName: lastName ?? "" };
}

/** The settings' fields, under the names that every CRM's mapping has. */
function toOverrides({ fields }: SalesforceSettings): FieldMapping<never>["overrides"] {
  return Object.fromEntries(
    Object.entries(fields).map(([name, { field, rule }]) => [name, { property: field, rule }]),
  );
}

/** The currencies that records may be in; null where the organisation has one alone. */
type Currencies = ReadonlySet<string> | null;

function fitCustomer(
  plan: FieldPlan<FieldDefinition> & { form: RecordForm; currencies: Currencies },
  settings: SalesforceSettings,
  customer: CrmCustomer,
): FittedCustomer {
  return fitFields(
    plan,
    (name) => FIELD_SPECS[name].read(customer, settings),
    (definition, value, name) => {
      const isForeign =
        name === "totalRevenue" && !canHold(definition, plan.currencies, settings, customer.currency);
      return isForeign ? leftOut("is in a currency that the field is not in") : fitValue(definition, value);
    },
  );
}

/** Whether an amount in this currency may stand in the field. */
function canHold(
  { type }: FieldDefinition,
  currencies: Currencies,
  settings: SalesforceSettings,
  currency: string | null,
): boolean {
  if (currencies !== null) return type !== "currency" || (currency !== null && currencies.has(currency));
  if (settings.currency === undefined) return type !== "currency";
  return currency === null || currency === settings.currency;
}
