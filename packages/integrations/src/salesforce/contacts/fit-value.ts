import type { FittedValue } from "../../fields/field-plan.ts";
import type { FieldValue } from "../../fields/field-spec.ts";
import { fitText, leftOut } from "../../fields/fit-text.ts";
import type { FieldDescription } from "../api/answers.ts";

/** A field as Salesforce describes it. */
export type FieldDefinition = FieldDescription & { options: { value: string; label: string }[] };

const NOTHING: FittedValue = { value: null, warning: null };
const DAY_LENGTH = "2026-11-22".length;

/** @returns the description with the values that may be chosen now */
export function toDefinition(description: FieldDescription): FieldDefinition {
  const active = description.picklistValues.filter(({ active: isActive }) => isActive);
  return { ...description, options: active.map(({ value, label }) => ({ value, label: label ?? value })) };
}

/**
 * Gives a value the form of its field, as text. White space alone is no value to Salesforce. Lines end as a job's
 * lines do, since another line end would have the whole job fail.
 */
export function fitValue(definition: FieldDefinition, value: FieldValue): FittedValue {
  if (value === null) return NOTHING;
  const text = (typeof value === "object" ? value.join("; ") : String(value)).replaceAll(/\r\n?/g, "\n");
  if (text.trim() === "") return NOTHING;
  switch (definition.type) {
    case "string":
    case "textarea":
      return fitText(text, definition.length);
    // A cut address or number would be another person's.
    case "email":
    case "phone":
    case "url":
    case "reference":
      return text.length <= definition.length ? { value: text, warning: null } : leftOut("is too long");
    case "double":
    case "currency":
    case "percent":
    case "int":
      return fitNumber(definition, text);
    case "boolean":
      return text === "true" || text === "false"
        ? { value: text, warning: null }
        : leftOut("is not true or false");
    case "datetime":
    case "date":
      return fitTime(definition, text);
    case "picklist":
    case "combobox":
    case "multipicklist":
      return fitOptions(definition, typeof value === "object" ? value : [text]);
    default:
      return leftOut(`cannot go into a field of type ${definition.type}`);
  }
}

function fitNumber({ type, scale, precision }: FieldDefinition, text: string): FittedValue {
  const number = Number(text);
  if (!Number.isFinite(number)) return leftOut("is no number");
  const rounded = number.toFixed(type === "int" ? 0 : scale);
  const digits = rounded.replace(/^-|\..*$/g, "").length;
  if (precision > 0 && digits > precision - scale) return leftOut("has too many digits");
  return { value: String(Number(rounded)), warning: null };
}

function fitTime({ type }: FieldDefinition, text: string): FittedValue {
  const time = Date.parse(text);
  if (Number.isNaN(time)) return leftOut("is no time");
  const iso = new Date(time).toISOString();
  return { value: type === "date" ? iso.slice(0, DAY_LENGTH) : iso, warning: null };
}

/** Finds choices by value or by label, in any case. Only a restricted list refuses other values. */
function fitOptions(definition: FieldDefinition, values: readonly string[]): FittedValue {
  const fitting = values.flatMap((value) => {
    const wanted = value.toLowerCase();
    const option = definition.options.find(({ value: each, label }) =>
      [each.toLowerCase(), label.toLowerCase()].includes(wanted),
    );
    return option?.value ?? (definition.restrictedPicklist ? [] : value.slice(0, definition.length));
  });
  const warning = fitting.length < values.length ? "is none of the field's values" : null;
  const several = definition.type === "multipicklist" ? ";" : "; ";
  return { value: fitting.length === 0 ? null : fitting.join(several), warning };
}

/** The value as JSON has it. */
export function toJsonValue({ type }: { type: string }, value: string): string | number | boolean {
  switch (type) {
    case "double":
    case "currency":
    case "percent":
    case "int":
      return Number(value);
    case "boolean":
      return value === "true";
    default:
      return value;
  }
}

/** The zone of a time, as Salesforce writes it. */
const ZONE = /(?<=\d{2}:\d{2}:\d{2}\.\d{3})\+0000$/;

/** A value that was read, in the form of values that are sent; null is blank. */
export function toText(value: string | number | boolean | null | undefined): string | null {
  return value === null || value === undefined || value === "" ? null : String(value).replace(ZONE, "Z");
}
