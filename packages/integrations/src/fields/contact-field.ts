import * as z from "zod";

/** The fields of a customer in a CRM, by our names. Each CRM has a table of its own names for them. */
export const ContactField = z.enum([
  "firstName",
  "lastName",
  "email",
  "phone",
  "address",
  "city",
  "postalCode",
  "country",
  "segment",
  "tags",
  "preferredChannel",
  "totalOrders",
  "totalRevenue",
  "currency",
  "lastContactAt",
  "optedOut",
  "leadSource",
  "owner",
  "lifecycle",
]);
export type ContactField = z.infer<typeof ContactField>;

/**
 * Which value a record has where both D1 and the CRM have one:
 * - `ours`: our value.
 * - `theirs-if-set`: the CRM's value once somebody has set or changed it in the CRM; our value until then.
 * - `only-if-blank`: the CRM's value, whatever it is; our value goes into a blank alone.
 * - `never`: our value is not sent.
 */
export const FieldRule = z.enum(["ours", "theirs-if-set", "only-if-blank", "never"]);
export type FieldRule = z.infer<typeof FieldRule>;
