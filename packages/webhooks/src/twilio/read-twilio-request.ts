import { type ChannelClaims, InvalidSignatureError, toChannelClaims } from "@coccinelle/core";
import { type FormFields, getField, readForm } from "../form-fields.ts";
import type { RawWebhook } from "../inbound-provider.ts";

/** A request of Twilio's with its fields read. Nothing of it may be believed before the signature has passed. */
export interface TwilioRequest {
  /** The public URL that Twilio called: path and query as received, without a fragment. */
  url: string;
  /** The header `X-Twilio-Signature`. */
  signature: string;
  rawBody: string;
  /** Whether the signature covers the body by its hash in the query, as with JSON, and not by its fields. */
  isBodyHashed: boolean;
  fields: FormFields;
}

/** A SHA-1 in base64. Another form is no signature, and costs no look-up. */
const SIGNATURE = /^[A-Za-z0-9+/]{27}=$/;

/**
 * Reads a request's signature and fields. A body that cannot be read has no fields.
 *
 * @throws InvalidSignatureError if the request is not signed at all
 */
export function readTwilioRequest({ url, headers, body }: RawWebhook): TwilioRequest {
  const signature = headers.get("x-twilio-signature");
  if (!signature) throw new InvalidSignatureError("the request has no X-Twilio-Signature");
  if (!SIGNATURE.test(signature)) throw new InvalidSignatureError("X-Twilio-Signature is no signature");
  // A byte order mark is part of what was signed, so the decoder keeps it.
  const rawBody = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(body);
  const isBodyHashed = new URL(url).searchParams.has("bodySHA256");
  const fields = isBodyHashed ? readJsonFields(rawBody) : readForm(rawBody);
  return { url, signature, rawBody, isBodyHashed, fields };
}

/** The number (`To`), the Messaging Service (`MG…`) and the account (`AC…`) that a request names. */
export function readTwilioClaims({ fields }: TwilioRequest): ChannelClaims {
  return toChannelClaims({
    address: stripWhatsappPrefix(getField(fields, "To") ?? ""),
    serviceId: getField(fields, "MessagingServiceSid"),
    accountId: getField(fields, "AccountSid"),
  });
}

/** An address without the prefix that Twilio puts before WhatsApp's. */
export function stripWhatsappPrefix(address: string): string {
  return address.startsWith("whatsapp:") ? address.slice("whatsapp:".length) : address;
}

function readJsonFields(rawBody: string): FormFields {
  const fields: FormFields = Object.create(null);
  for (const [name, value] of Object.entries(parseJsonObject(rawBody))) {
    if (typeof value === "string") fields[name] = value;
    else if (typeof value === "number" || typeof value === "boolean") fields[name] = String(value);
  }
  return fields;
}

function parseJsonObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    // A body that is no JSON has no fields, so it names no owner and is refused as unsigned.
    return {};
  }
}
