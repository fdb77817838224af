import type { Properties } from "../../contacts/choose-properties.ts";
import { describeRefusals, type Refusal } from "../api/salesforce-refusal.ts";

/** No record is made without these. */
const INDISPENSABLE: readonly string[] = ["LastName", "Company", "AccountId", "RecordTypeId"];

/**
 * The same values without those that Salesforce refuses, for a second attempt.
 *
 * @param keyField which always goes out
 * @returns null where none of them can be done without
 */
export function withoutRefused(
  properties: Properties,
  refusals: readonly Refusal[],
  keyField: string,
): { properties: Properties; warnings: string[] } | null {
  const named = refusals.flatMap(namedFields);
  if (named.some((name) => name === keyField || INDISPENSABLE.includes(name))) return null;
  const removed = Object.keys(properties).filter((name) => named.includes(name));
  if (removed.length === 0) return null;
  const kept = Object.entries(properties).filter(([name]) => !removed.includes(name));
  const reason = describeRefusals(refusals);
  const warnings = removed.map((name) => `${name} was left out: ${reason}`);
  return { properties: Object.fromEntries(kept), warnings };
}

function namedFields({ code, fields }: Refusal): string[] {
  if (code === "INACTIVE_OWNER_OR_USER") return ["OwnerId"];
  // Of an address, a refusal may name the state or country where the code was sent, and the other way round.
  if (code !== "FIELD_INTEGRITY_EXCEPTION") return fields;
  return fields.flatMap((field) => {
    const part = field.replace(/(?:State|Country)(?:Code)?$/, "");
    return part === field ? [field] : [`${part}Country`, `${part}CountryCode`];
  });
}
