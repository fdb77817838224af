import * as z from "zod";
import { ContactField } from "./contact-field.ts";
import type { FittedField } from "./field-plan.ts";

/** The facts about a record that are kept between two pushes. */
export const Memo = z.object({
  /** Whether this system made the record, or the record was in the CRM before. */
  origin: z.enum(["created", "adopted"]),
  /** Digests of the values that are not sent with every update. */
  digests: z.partialRecord(ContactField, z.string()),
});
export type Memo = z.infer<typeof Memo>;
export type Origin = Memo["origin"];

/** @returns null where there is no memo, or one that another version wrote */
export function readMemo(text: string | null): Memo | null {
  if (text === null) return null;
  try {
    return Memo.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function writeMemo(origin: Origin, fields: readonly FittedField[]): string {
  const remembered = fields.filter(({ rules, sent }) => isRemembered(rules[origin], sent));
  const digests = Object.fromEntries(remembered.map(({ name, value }) => [name, digest(value)]));
  return JSON.stringify({ origin, digests } satisfies Memo);
}

/** A mirror is sent each time. Every other field is sent only when it changed, so its digest is needed. */
function isRemembered(rule: FittedField["rules"]["created"], sent: FittedField["sent"]): boolean {
  return rule !== "never" && sent !== "creation" && (sent !== "always" || rule !== "ours");
}

/** FNV-1a, 32 bits: it tells two values of one field apart, and neither of them. */
export function digest(value: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(value)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(36);
}
