import type { FittedValue } from "../../fields/field-plan.ts";
import type { FieldValue } from "../../fields/field-spec.ts";
import { fitText as fitTextTo, leftOut } from "../../fields/fit-text.ts";
import type { PropertyDefinition } from "../api/answers.ts";

/** HubSpot's limit of a text property, in characters. */
export const MAX_TEXT_LENGTH = 65_536;
const DAY_MS = 24 * 60 * 60 * 1000;

const NOTHING: FittedValue = { value: null, warning: null };

/** Gives a value the form of its property. HubSpot takes every value as text. */
export function fitValue(definition: PropertyDefinition, value: FieldValue): FittedValue {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return NOTHING;
  const text = typeof value === "object" ? value.join("; ") : String(value);
  switch (definition.type) {
    case "string":
      return fitText(text);
    case "number":
      return Number.isFinite(Number(text)) ? { value: text, warning: null } : leftOut("is no number");
    case "bool":
      return text === "true" || text === "false"
        ? { value: text, warning: null }
        : leftOut("is not true or false");
    case "datetime":
      return fitTime(text, 1);
    case "date":
      return fitTime(text, DAY_MS);
    case "enumeration":
      return fitOptions(definition, typeof value === "object" ? value : [text]);
    default:
      return leftOut(`cannot go into a property of type ${definition.type}`);
  }
}

export function fitText(text: string): FittedValue {
  return fitTextTo(text, MAX_TEXT_LENGTH);
}

/** HubSpot takes a day as its midnight, UTC. */
function fitTime(iso: string, precisionMs: number): FittedValue {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return leftOut("is no time");
  return { value: String(Math.floor(time / precisionMs) * precisionMs), warning: null };
}

/** Finds options by value or by label, in any case. HubSpot does not list some options, such as owners. */
function fitOptions({ options }: PropertyDefinition, values: readonly string[]): FittedValue {
  if (options.length === 0) return { value: values.join(";"), warning: null };
  const fitting = values.flatMap((value) => {
    const wanted = value.toLowerCase();
    const option = options.find((each) =>
      [each.value.toLowerCase(), each.label.toLowerCase()].includes(wanted),
    );
    return option?.value ?? [];
  });
  const warning = fitting.length < values.length ? "is none of the property's options" : null;
  return { value: fitting.length === 0 ? null : fitting.join(";"), warning };
}
