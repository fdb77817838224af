import {
  DEFAULT_COUNTRY,
  InvalidPayloadError,
  MESSAGE_EVENT_VERSION,
  type MessageEvent,
  messageEventId,
} from "@coccinelle/core";
import type { TwilioCandidate } from "./find-twilio-owner.ts";
import type { TwilioRequest } from "./read-twilio-request.ts";
import { getField, stripWhatsappPrefix } from "./twilio-fields.ts";

type ReadField = (name: string) => string | undefined;

/**
 * Reads an incoming SMS or WhatsApp message; its fields are those of
 * https://www.twilio.com/docs/messaging/guides/webhook-request.
 *
 * @param request one that `findTwilioOwner` did not refuse
 * @param owner the channel it belongs to, null where nobody has the address
 * @param receivedAt becomes the event's time: Twilio sends none
 * @throws InvalidPayloadError naming the field that is missing
 */
export async function parseTwilioMessage(
  request: TwilioRequest,
  owner: TwilioCandidate | null,
  { receivedAt, traceId }: { receivedAt: Date; traceId: string },
): Promise<MessageEvent> {
  const read: ReadField = (name) => toReadableText(getField(request.fields, name));

  const providerMessageId = read("MessageSid") ?? read("SmsMessageSid") ?? read("SmsSid");
  if (!providerMessageId) throw missing("MessageSid");
  const from = read("From");
  if (!from) throw missing("From");
  const to = read("To") ?? "";
  const recipient = stripWhatsappPrefix(to);
  if (!recipient) throw missing("To");

  const isWhatsapp = [from, to].some((address) => address !== stripWhatsappPrefix(address));
  const identity = {
    tenantId: owner?.tenantId ?? null,
    provider: "twilio",
    providerMessageId,
    type: "message_received",
  } as const;

  return {
    version: MESSAGE_EVENT_VERSION,
    id: await messageEventId(identity),
    ...identity,
    channelId: owner?.channelId ?? null,
    channel: isWhatsapp ? "whatsapp" : "sms",
    occurredAt: receivedAt.toISOString(),
    sender: {
      ...(isWhatsapp ? readWhatsappUser(from, read) : { address: from }),
      profileName: read("ProfileName"),
    },
    recipient,
    defaultCountry: owner?.settings.defaultCountry ?? DEFAULT_COUNTRY,
    text: read("Body") ?? "",
    media: readMedia(read),
    button: readButton(read),
    location: readLocation(read),
    referral: readReferral(request, read),
    optOut: readOptOut(read),
    traceId,
  };
}

/** A WhatsApp user has a phone number, a business-scoped id such as `FR.1349…`, or both; From may be either. */
function readWhatsappUser(from: string, read: ReadField): MessageEvent["sender"] {
  const name = stripWhatsappPrefix(from);
  const isNumber = /^\+?\d+$/.test(name);
  const waId = read("WaId") ?? "";
  const waNumber = /^\d+$/.test(waId) ? `+${waId}` : undefined;
  const address = isNumber ? name : waNumber;
  const userId = stripWhatsappPrefix(read("ExternalUserId") ?? (isNumber ? "" : name));
  if (!address && !userId) throw missing("From");
  return { address, whatsappUserId: userId || undefined };
}

function readMedia(read: ReadField): MessageEvent["media"] {
  const media: NonNullable<MessageEvent["media"]> = [];
  for (let url = read("MediaUrl0"); url; url = read(`MediaUrl${media.length}`)) {
    media.push({ url, contentType: read(`MediaContentType${media.length}`) ?? null });
  }
  return media.length > 0 ? media : undefined;
}

function readButton(read: ReadField): MessageEvent["button"] {
  const text = read("ButtonText");
  const payload = read("ButtonPayload");
  return text || payload ? { text, payload } : undefined;
}

function readLocation(read: ReadField): MessageEvent["location"] {
  const latitude = Number.parseFloat(read("Latitude") ?? "");
  const longitude = Number.parseFloat(read("Longitude") ?? "");
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) return undefined;
  return { latitude, longitude, address: read("Address"), label: read("Label") };
}

function readReferral({ fields }: TwilioRequest, read: ReadField): MessageEvent["referral"] {
  const referral = Object.keys(fields).flatMap((name) => {
    const value = /^Referral[A-Z]/.test(name) ? read(name) : undefined;
    return value ? [[name.slice("Referral".length), value]] : [];
  });
  return referral.length > 0 ? Object.fromEntries(referral) : undefined;
}

function readOptOut(read: ReadField): MessageEvent["optOut"] {
  const type = read("OptOutType");
  return type === "STOP" || type === "START" || type === "HELP" ? type : undefined;
}

/** Null bytes end a text in SQLite, and a lone surrogate has no UTF-8: both become the replacement character. */
function toReadableText(value: string | undefined): string | undefined {
  return value?.toWellFormed().replaceAll("\0", "\uFFFD");
}

function missing(field: string): InvalidPayloadError {
  return new InvalidPayloadError(`${field} is missing`, { context: { field } });
}
