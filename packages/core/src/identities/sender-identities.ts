import type { MessageEvent } from "../events/message-event.ts";
import { normalizeEmail } from "./email.ts";
import type { Identity } from "./identity.ts";
import { normalizePhone, phoneIdentity } from "./phone.ts";

/** Meta's form: the country, a dot and an opaque id, with `ENT.` before it where a company's accounts share it. */
const BUSINESS_SCOPED_ID = /^[A-Z]{2}\.[A-Za-z0-9.]+$/;
const SHORT_CODE = /^\d{3,8}$/;
/** Providers send one of these for a caller who hides the number: words, or the words spelt on a telephone's keys. */
const HIDDEN_CALLERS = new Set([
  ...["anonymous", "restricted", "unavailable", "unknown"],
  ...["+266696687", "+86282452253", "+464", "+7378742833", "+2562533", "+8656696"],
]);

/**
 * The identities of a message's sender, by every name that the provider gave.
 *
 * @param defaultCountry ISO 3166-1 alpha-2: how to read a number without a country code
 * @returns in order of precedence: phone, WhatsApp, e-mail, and an address that is none of them. Empty if
 *   the sender has none. Alphanumeric senders are in upper case, so that they compare. The placeholder of
 *   hidden callers identifies nobody.
 */
export function senderIdentities(sender: MessageEvent["sender"], defaultCountry: string): Identity[] {
  const address = readAddress(sender.address ?? "");
  const phone = normalizePhone(address, defaultCountry);
  const isUserId = BUSINESS_SCOPED_ID.test(address);
  const userIds = new Set([withoutScheme(sender.whatsappUserId ?? ""), isUserId ? address : ""]);
  userIds.delete("");
  const email = normalizeEmail(sender.email ?? "");

  const identities: Identity[] = phone === null ? [] : [phoneIdentity(phone)];
  for (const value of userIds) identities.push({ kind: "whatsapp", value });
  if (email !== null) identities.push({ kind: "email", value: email });
  if (phone === null && !isUserId && address !== "") identities.push(otherIdentity(address));
  return identities;
}

function readAddress(written: string): string {
  const address = withoutScheme(written);
  return HIDDEN_CALLERS.has(address.toLowerCase()) ? "" : address;
}

function otherIdentity(address: string): Identity {
  return SHORT_CODE.test(address)
    ? { kind: "short_code", value: address }
    : { kind: "alphanumeric", value: address.toUpperCase() };
}

function withoutScheme(address: string): string {
  return address
    .trim()
    .replace(/^whatsapp:/i, "")
    .trim();
}
