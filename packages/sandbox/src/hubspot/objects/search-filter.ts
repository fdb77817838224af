import * as z from "zod";

const Value = z.string();

export const SearchFilter = z.discriminatedUnion("operator", [
  z.object({
    propertyName: z.string(),
    operator: z.enum(["EQ", "NEQ", "LT", "LTE", "GT", "GTE", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"]),
    value: Value,
  }),
  z.object({ propertyName: z.string(), operator: z.literal("BETWEEN"), value: Value, highValue: Value }),
  z.object({ propertyName: z.string(), operator: z.enum(["IN", "NOT_IN"]), values: z.array(Value).min(1) }),
  z.object({ propertyName: z.string(), operator: z.enum(["HAS_PROPERTY", "NOT_HAS_PROPERTY"]) }),
]);
export type SearchFilter = z.infer<typeof SearchFilter>;

/** A record matches when every filter of at least one group does. Without groups, every record matches. */
export function matchesGroups(
  properties: Record<string, string>,
  groups: readonly { filters: readonly SearchFilter[] }[],
): boolean {
  if (groups.length === 0) return true;
  return groups.some(({ filters }) =>
    filters.every((filter) => matchesFilter(properties[filter.propertyName], filter)),
  );
}

/** Only negative operators find a record that does not have the property. */
function matchesFilter(stored: string | undefined, filter: SearchFilter): boolean {
  switch (filter.operator) {
    case "HAS_PROPERTY":
      return stored !== undefined;
    case "NOT_HAS_PROPERTY":
      return stored === undefined;
    case "NEQ":
      return stored === undefined || !isEqual(stored, filter.value);
    case "NOT_IN":
      return stored === undefined || !filter.values.some((value) => isEqual(stored, value));
    case "NOT_CONTAINS_TOKEN":
      return stored === undefined || !containsToken(stored, filter.value);
  }
  if (stored === undefined) return false;
  switch (filter.operator) {
    case "EQ":
      return isEqual(stored, filter.value);
    case "IN":
      return filter.values.some((value) => isEqual(stored, value));
    case "CONTAINS_TOKEN":
      return containsToken(stored, filter.value);
    case "LT":
      return toComparable(stored) < toComparable(filter.value);
    case "LTE":
      return toComparable(stored) <= toComparable(filter.value);
    case "GT":
      return toComparable(stored) > toComparable(filter.value);
    case "GTE":
      return toComparable(stored) >= toComparable(filter.value);
    case "BETWEEN": {
      const value = toComparable(stored);
      return value >= toComparable(filter.value) && value <= toComparable(filter.highValue);
    }
  }
}

function isEqual(stored: string, value: string): boolean {
  if (ISO_MOMENT.test(stored)) return toComparable(stored) === toComparable(value);
  return stored.toLowerCase() === value.toLowerCase();
}

/** Looks for a word of the text; `*` stands for any part of a word. */
function containsToken(stored: string, token: string): boolean {
  const pattern = token
    .toLowerCase()
    .split("*")
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
  return stored
    .toLowerCase()
    .split(/[\s,;]+/)
    .some((word) => new RegExp(`^${pattern}$`).test(word));
}

const ISO_MOMENT = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/;

/** Numbers and moments compare by size, a moment in either of its forms; texts compare in lower case. */
export function toComparable(value: string): number | string {
  if (ISO_MOMENT.test(value)) return Date.parse(value);
  return /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value.toLowerCase();
}
