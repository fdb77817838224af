import { randomBytes } from "node:crypto";

export interface Message {
  via: "sms" | "whatsapp";
  accountSid: string;
  from: string;
  to: string;
  text: string;
  /** Twilio's fields that not every message has. */
  more?: Record<string, string>;
}

/** An id in Twilio's form: two letters and 32 hexadecimal digits. */
export function randomSid(prefix: "AC" | "SM" | "MM" | "CA"): string {
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
    ? { ...common, ...partyFields(from, to), ...more }
    : { ...common, ...whatsappFields(from, to, more.ProfileName), ...more };
}

/** The form that Twilio posts for an incoming call. */
export function twilioCallFields({
  accountSid,
  from,
  to,
}: Pick<Message, "accountSid" | "from" | "to">): Record<string, string> {
  return {
    CallSid: randomSid("CA"),
    AccountSid: accountSid,
    CallStatus: "ringing",
    Direction: "inbound",
    ApiVersion: "2010-04-01",
    Caller: from,
    Called: to,
    CallerCountry: countryOf(from),
    CalledCountry: "FR",
    ...partyFields(from, to),
  };
}

function countryOf(number: string): string {
  return number.startsWith("+44") ? "GB" : "FR";
}

function partyFields(from: string, to: string): Record<string, string> {
  return {
    From: from,
    FromCity: "",
    FromState: "",
    FromZip: "",
    FromCountry: countryOf(from),
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
