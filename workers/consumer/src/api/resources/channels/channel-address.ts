import { normalizePhone } from "@coccinelle/core";
import { invalidRequest } from "../../frame/api-error.ts";

/** What a recipient at Twilio is when it is no phone number: a Messaging Service, a short code, an alphanumeric sender. */
const OTHER_ADDRESS = /^(?:MG[0-9a-zA-Z]+|[1-9]\d{2,7}|(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11})$/;

/** A channel's address as it is stored and looked up: E.164 where it is a phone number, or else as it stands. */
export function readChannelAddress(address: string, country: string): string {
  const normalized = normalizePhone(address, country) ?? OTHER_ADDRESS.exec(address)?.[0];
  if (normalized) return normalized;
  const message = `not a phone number in ${country}, a short code, an alphanumeric sender or a Messaging Service (MG…)`;
  throw invalidRequest([{ path: "address", message }]);
}
