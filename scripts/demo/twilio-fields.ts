import { randomBytes } from "node:crypto";
import { signTwilioForm } from "../../test/support/sign-twilio.ts";

export interface TwilioAccount {
  accountSid: string;
  authToken: string;
}

export interface Message {
  via: "sms" | "whatsapp";
  accountSid: string;
  from: string;
  to: string;
  text: string;
  /** Twilio's fields beside the fields that every message has. */
  more?: Record<string, string>;
}

/** An id at Twilio: two letters and 32 hexadecimal digits. */
export function randomSid(prefix: "AC" | "SM" | "MM" | "CA"): string {
  return prefix + randomBytes(16).toString("hex");
}

/** A webhook that posts the form to the path. The account's token signs it, or a stranger's if it is forged. */
export function twilioWebhook(
  { authToken }: Pick<TwilioAccount, "authToken">,
  path: string,
  fields: Record<string, string>,
) {
  const { From = "", Body = "", CallSid, MessageSid } = fields;
  return {
    path,
    event: {
      provider: "twilio" as const,
      type: CallSid === undefined ? "message_received" : "call",
      providerMessageId: CallSid ?? MessageSid ?? "",
    },
    from: From.replace("whatsapp:", "whatsapp "),
    text: Body,
    attachments: Object.entries(fields)
      .filter(([name]) => /^(MediaUrl\d+|Latitude|Longitude|Address|Label)$/.test(name))
      .map(([, value]) => value),
    sign(publicOrigin: string, isForged: boolean) {
      const token = isForged ? randomBytes(16).toString("hex") : authToken;
      return signTwilioForm({ authToken: token, url: publicOrigin + path }, fields);
    },
  } as const;
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
