import * as z from "zod";

/**
 * The kind of value by which a person is recognised: a phone number in E.164, a business-scoped WhatsApp
 * user id, an e-mail address, or a sender that is no phone number and must not be taken for one.
 */
export const IdentityKind = z.enum(["phone", "whatsapp", "email", "short_code", "alphanumeric"]);
export type IdentityKind = z.infer<typeof IdentityKind>;

/** A row of `customer_identities`, without its customer. */
export interface Identity {
  kind: IdentityKind;
  value: string;
}
