import * as z from "zod";

/** What a customer is in a CRM, by our names; each CRM's table of fields says where it goes there. */
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
 * Whose value stands where both sides have one:
 * - `ours`: ours.
 * - `theirs-if-set`: theirs, once somebody has set or changed it there; ours until then.
 * - `only-if-blank`: theirs, whatever it is; ours goes into a blank alone.
 * - `never`: ours is not sent.
 */
export const FieldRule = z.enum(["ours", "theirs-if-set", "only-if-blank", "never"]);
export type FieldRule = z.infer<typeof FieldRule>;
