import { toPresentPhone } from "@coccinelle/core";
import { getField, stripWhatsappPrefix, type TwilioFields } from "./twilio-fields.ts";

/** Twilio's ids have 34 characters, E.164 at most 16: longer claims are nobody's, and not worth a look. */
const MAX_CLAIM_LENGTH = 64;

/** What a request says of its owner. Nothing of it is to be believed before the signature has passed. */
export interface TwilioClaims {
  /** The number that was written to or called, in the form in which channels are stored: without `whatsapp:`. */
  address?: string;
  /** The Messaging Service (`MG…`). */
  serviceId?: string;
  /** The account (`AC…`). */
  accountId?: string;
}

export interface TwilioRequest {
  /** The public URL as Twilio has it: path and query as received, no fragment. */
  url: string;
  /** The header `X-Twilio-Signature`. */
  signature: string;
  rawBody: string;
  /** Whether the signature covers the body by its hash in the query, as with JSON, and not by its fields. */
  isBodyHashed: boolean;
  fields: TwilioFields;
  claims: TwilioClaims;
}

/**
 * Takes a Twilio request apart, as far as needed to find who could have signed it. Never throws:
 * what cannot be read claims nothing.
 *
 * @param raw the public URL, the header `X-Twilio-Signature`, and the body decoded as UTF-8, otherwise untouched
 */
export function readTwilioRequest(raw: Pick<TwilioRequest, "url" | "signature" | "rawBody">): TwilioRequest {
  const isBodyHashed = new URL(raw.url).searchParams.has("bodySHA256");
  const fields = isBodyHashed ? readJsonFields(raw.rawBody) : readFormFields(raw.rawBody);
  const claims = {
    address: readClaim(toPresentPhone(stripWhatsappPrefix(getField(fields, "To") ?? ""))),
    serviceId: readClaim(getField(fields, "MessagingServiceSid")),
    accountId: readClaim(getField(fields, "AccountSid")),
  };
  return { ...raw, isBodyHashed, fields, claims };
}

function readClaim(value: string | undefined): string | undefined {
  return value && value.length <= MAX_CLAIM_LENGTH ? value : undefined;
}

function readFormFields(rawBody: string): TwilioFields {
  const fields: TwilioFields = Object.create(null);
  for (const [name, value] of new URLSearchParams(rawBody)) {
    const previous = fields[name];
    if (previous === undefined) fields[name] = value;
    else if (Array.isArray(previous)) previous.push(value);
    else fields[name] = [previous, value];
  }
  return fields;
}

function readJsonFields(rawBody: string): TwilioFields {
  const fields: TwilioFields = Object.create(null);
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
