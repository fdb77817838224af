import type { CrmCustomer } from "@coccinelle/core";
import type { FieldRule } from "./contact-field.ts";

/** A customer's value, before it has the form of the property that it goes to. */
export type FieldValue = string | number | boolean | readonly string[] | null;

/** Where a field goes in a CRM, and when. */
export interface FieldSpec<Settings> {
  property: string;
  /** On records that were made here. */
  rule: FieldRule;
  /** On records that were there before. */
  adoptedRule: FieldRule;
  /**
   * - `always`: with every update, as a mirror of what is known here.
   * - `changed`: when it changed here, so that a correction made there stays until then.
   * - `forward`: likewise, and only to a later stage than the one there.
   * - `creation`: once.
   */
  sent: "always" | "changed" | "forward" | "creation";
  read: (customer: CrmCustomer, settings: Settings) => FieldValue;
}

/** What people know a person by: what stands on a record that was there before stays. */
export const identity = { rule: "ours", adoptedRule: "only-if-blank", sent: "changed" } as const;
/** What only this system knows. */
export const mirror = { rule: "ours", adoptedRule: "ours", sent: "always" } as const;
export const creation = { rule: "ours", adoptedRule: "never", sent: "creation" } as const;
export const stage = { rule: "ours", adoptedRule: "ours", sent: "forward" } as const;
