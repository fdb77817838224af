import type { Properties } from "../../contacts/choose-properties.ts";
import { describeRefusal, isConflict, type Refusal } from "../api/hubspot-refusal.ts";
import { KEY_PROPERTY } from "./contact-fields.ts";

/**
 * The same values without those that HubSpot refuses, for a second attempt.
 *
 * @returns null where none of them can be done without
 */
export function withoutRefused(
  properties: Properties,
  refusal: Refusal,
): { properties: Properties; warnings: string[] } | null {
  // A conflict is about the e-mail address where it names nothing.
  const named = isConflict(refusal) && refusal.properties.length === 0 ? ["email"] : refusal.properties;
  const removed = named.filter((name) => name !== KEY_PROPERTY && name in properties);
  if (removed.length === 0 || named.includes(KEY_PROPERTY)) return null;
  const kept = Object.entries(properties).filter(([name]) => !removed.includes(name));
  const reason = describeRefusal(refusal);
  const warnings = removed.map((name) => `${name} was left out: ${reason}`);
  return { properties: Object.fromEntries(kept), warnings };
}
