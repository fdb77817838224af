import { randomBytes } from "node:crypto";

export interface Message {
  via: "sms" | "whatsapp";
  accountSid: string;
  from: string;
  to: string;
  text: string;
  /** Twilio's fields beside those that every message has. */
  more?: Record<string, string>;
}

/** A provider's id: its two letters and 32 hexadecimal digits. */
export function randomSid(prefix: "AC" | "SM" | "MM"): string {
  return prefix + randomBytes(16).toString("hex");
}

/** The form that Twilio posts for an incoming message, field by field. */
export function twilioFields({
  via,
  accountSid,
  from,
  to,
  text,
  more = {},
}: Message): Record<string, string> {
  const sid = randomSid(more.MediaUrl0 === undefined ? "SM" : "MM");
  const common = {
    SmsMessageSid: sid,
    SmsSid: sid,
    MessageSid: sid,
    AccountSid: accountSid,
    SmsStatus: "received",
    NumMedia: "0",
    NumSegments: "1",
    Body: text,
    ApiVersion: "2010-04-01",
  };
  return via === "sms"
    ? { ...common, ...smsFields(from, to), ...more }
    : { ...common, ...whatsappFields(from, to, more.ProfileName), ...more };
}

function smsFields(from: string, to: string): Record<string, string> {
  return {
    From: from,
    FromCity: "",
    FromState: "",
    FromZip: "",
    FromCountry: from.startsWith("+44") ? "GB" : "FR",
    To: to,
    ToCity: "",
    ToState: "",
    ToZip: "",
    ToCountry: "FR",
  };
}

function whatsappFields(from: string, to: string, profileName: string | undefined): Record<string, string> {
  const waId = from.replace("+", "");
  const context = { ProfileName: profileName, WaId: waId };
  return {
    From: `whatsapp:${from}`,
    To: `whatsapp:${to}`,
    WaId: waId,
    MessageType: "text",
    ReferralNumMedia: "0",
    ChannelMetadata: JSON.stringify({ type: "whatsapp", data: { context } }),
  };
}
