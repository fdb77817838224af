import { invalidValuesError } from "../api/hubspot-error.ts";
import type { ObjectType } from "../objects/object-type.ts";
import type { PropertyCatalog } from "./property-catalog.ts";
import type { PropertyDefinition } from "./property-definition.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

interface Problem {
  code: string;
  message: string;
}

export interface ValueRules {
  catalog: PropertyCatalog;
  ownerIds: ReadonlySet<string>;
}

/**
 * Checks the values that a caller wants to write, and gives them their stored form: e-mail addresses in
 * lower case, moments in ISO 8601, days as `YYYY-MM-DD`. `""` clears a property.
 *
 * @throws HubspotError 400 that names every refused property
 */
export function readPropertyValues(
  type: ObjectType,
  values: Record<string, string>,
  { catalog, ownerIds }: ValueRules,
): Record<string, string> {
  const problems: ({ name: string } & Problem)[] = [];
  const accepted: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const definition = catalog.find(type, name);
    const result = definition
      ? readValue(definition, value, ownerIds)
      : { code: "PROPERTY_DOESNT_EXIST", message: `Property "${name}" does not exist` };
    if (typeof result === "string") accepted[name] = result;
    else problems.push({ name, ...result });
  }
  if (problems.length > 0) throw invalidValuesError(problems);
  return accepted;
}

function readValue(
  definition: PropertyDefinition,
  value: string,
  ownerIds: ReadonlySet<string>,
): string | Problem {
  if (definition.readOnlyValue) {
    return {
      code: "READ_ONLY_VALUE",
      message: `"${definition.name}" is a read only property; its value cannot be set.`,
    };
  }
  if (value === "") return value;
  switch (definition.type) {
    case "string":
      return definition.name === "email" ? readEmail(value) : value;
    case "number":
      return Number.isFinite(Number(value)) && value.trim() === value
        ? value
        : { code: "INVALID_NUMBER", message: `${value} was not a valid number.` };
    case "bool":
      return value === "true" || value === "false" ? value : invalidOption(value, ["true", "false"]);
    case "enumeration":
      return readChoice(definition, value, ownerIds);
    case "datetime": {
      const moment = readMoment(value);
      return moment === null
        ? { code: "INVALID_DATE", message: `${value} was not a valid date time.` }
        : new Date(moment).toISOString();
    }
    case "date": {
      const moment = readMoment(value);
      return moment === null || moment % DAY_MS !== 0
        ? { code: "INVALID_DATE", message: `${value} is not at midnight UTC.` }
        : new Date(moment).toISOString().slice(0, 10);
    }
  }
}

function readEmail(value: string): string | Problem {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)
    ? value.toLowerCase()
    : { code: "INVALID_EMAIL", message: `Email address ${value} is invalid` };
}

function readChoice(
  definition: PropertyDefinition,
  value: string,
  ownerIds: ReadonlySet<string>,
): string | Problem {
  const allowed = definition.externalOptions
    ? ownerIds
    : new Set(definition.options.map((option) => option.value));
  const chosen = definition.fieldType === "checkbox" ? value.split(";") : [value];
  return chosen.every((each) => allowed.has(each)) ? value : invalidOption(value, [...allowed]);
}

function invalidOption(value: string, allowed: string[]): Problem {
  return {
    code: "INVALID_OPTION",
    message: `${value} was not one of the allowed options: [${allowed.join(", ")}]`,
  };
}

/** A moment as the API takes it, ISO 8601 or milliseconds since 1970; null when it is neither. */
export function readMoment(value: string): number | null {
  const moment = /^-?\d+$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isNaN(moment) ? null : moment;
}
