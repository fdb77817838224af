import type { MessageEvent } from "@coccinelle/core";
import { fieldReader, missingField, type ReadField, requireField } from "../form-fields.ts";
import type { EventContent } from "../new-event.ts";
import { stripWhatsappPrefix, type TwilioRequest } from "./read-twilio-request.ts";

/**
 * Reads an incoming SMS or WhatsApp message. Its fields are those of
 * https://www.twilio.com/docs/messaging/guides/webhook-request.
 *
 * @throws InvalidPayloadError naming the field that is missing
 */
export function parseTwilioMessage(request: TwilioRequest): EventContent {
  const read = fieldReader(request.fields);
  const providerMessageId = requireField(read, "MessageSid", "SmsMessageSid", "SmsSid");
  const from = requireField(read, "From");
  const to = requireField(read, "To");
  const recipient = stripWhatsappPrefix(to);
  if (!recipient) throw missingField("To");

  const isWhatsapp = [from, to].some((address) => address !== stripWhatsappPrefix(address));
  return {
    type: "message_received",
    providerMessageId,
    channel: isWhatsapp ? "whatsapp" : "sms",
    sender: {
      ...(isWhatsapp ? readWhatsappUser(from, read) : { address: from }),
      profileName: read("ProfileName"),
    },
    recipient,
    text: read("Body") ?? "",
    media: readMedia(read),
    button: readButton(read),
    location: readLocation(read),
    referral: readReferral(request, read),
    optOut: readOptOut(read),
  };
}

/** A WhatsApp user has a phone number, a business-scoped id such as `FR.1349…`, or both. `From` may hold either. */
function readWhatsappUser(from: string, read: ReadField): MessageEvent["sender"] {
  const name = stripWhatsappPrefix(from);
  const isNumber = /^\+?\d+$/.test(name);
  const waId = read("WaId") ?? "";
  const waNumber = /^\d+$/.test(waId) ? `+${waId}` : undefined;
  const address = isNumber ? name : waNumber;
  const userId = stripWhatsappPrefix(read("ExternalUserId") ?? (isNumber ? "" : name));
  if (!address && !userId) throw missingField("From");
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
