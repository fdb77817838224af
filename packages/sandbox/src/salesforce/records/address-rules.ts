import { RowRefusal } from "../api/salesforce-error.ts";
import type { SalesforceCountry } from "../api/salesforce-options.ts";
import type { ObjectType } from "../schema/object-type.ts";
import type { FieldValues } from "./sobject-record.ts";

const PREFIXES: Partial<Record<ObjectType, string[]>> = {
  Account: ["Billing", "PersonMailing"],
  Contact: ["Mailing"],
  Lead: [""],
};

/**
 * Completes an address where state and country picklists are active: each name gets its code, and each code its name.
 *
 * @returns the values with both names and codes
 * @throws RowRefusal for a country or state that is not in the list
 */
export function completeAddress(
  countries: readonly SalesforceCountry[],
  type: ObjectType,
  before: FieldValues,
  values: FieldValues,
): FieldValues {
  if (countries.length === 0) return values;
  return (PREFIXES[type] ?? []).reduce(
    (completed, prefix) => completePart(countries, prefix, before, completed),
    values,
  );
}

function completePart(
  countries: readonly SalesforceCountry[],
  prefix: string,
  before: FieldValues,
  values: FieldValues,
): FieldValues {
  const given = (part: string) => values[`${prefix}${part}`];
  const completed = { ...values };
  const country = given("CountryCode") ?? given("Country");
  const isCountryGiven = given("CountryCode") !== undefined || given("Country") !== undefined;
  const found = countries.find(({ code, label }) => matches(country, code, label));
  if (country && !found) throw addressError("country", `${prefix}Country`, "country/territory");
  if (isCountryGiven) {
    completed[`${prefix}Country`] = found?.label ?? null;
    completed[`${prefix}CountryCode`] = found?.code ?? null;
  }

  const state = given("StateCode") ?? given("State");
  if (state === undefined) return completed;
  const ofCountry = found ?? countries.find(({ code }) => code === before[`${prefix}CountryCode`]);
  if (state && !ofCountry) {
    throw new RowRefusal(
      "FIELD_INTEGRITY_EXCEPTION",
      `A country/territory must be specified before specifying a state value for field: ${prefix}State`,
      { fields: [`${prefix}State`] },
    );
  }
  const foundState = Object.entries(ofCountry?.states ?? {}).find(([code, label]) =>
    matches(state, code, label),
  );
  if (state && !foundState) throw addressError("state", `${prefix}State`, "state");
  completed[`${prefix}StateCode`] = foundState?.[0] ?? null;
  completed[`${prefix}State`] = foundState?.[1] ?? null;
  return completed;
}

function matches(value: unknown, code: string, label: string): boolean {
  const text = String(value).toLowerCase();
  return text === code.toLowerCase() || text === label.toLowerCase();
}

function addressError(what: string, field: string, listed: string): RowRefusal {
  return new RowRefusal(
    "FIELD_INTEGRITY_EXCEPTION",
    `There's a problem with this ${what}, even though it may appear correct. Please select a ${listed} from the list of valid ${what === "state" ? "states" : "countries"}.: ${field}`,
    { fields: [field] },
  );
}
