import { randomBytes } from "node:crypto";
import type { MessageEvent } from "@coccinelle/core";
import type { SignedRequest } from "../../test/support/sign-twilio.ts";
import { type Message, randomSid, twilioCallFields, twilioFields, twilioWebhook } from "./twilio-fields.ts";

export const TENANT = "demo";

const ACCOUNT = { accountSid: randomSid("AC"), authToken: randomBytes(16).toString("hex") };
const { accountSid } = ACCOUNT;
const ADDRESS = "+33757591234";
const UNOWNED_ADDRESS = "+33757595678";

/** The tenant's channels as they are made by the operators' API: from the start, and by the replay. */
export const CHANNELS = [{ provider: "twilio" as const, address: ADDRESS, credentials: ACCOUNT }];
export const LATER_CHANNEL = { provider: "twilio" as const, address: UNOWNED_ADDRESS, credentials: ACCOUNT };
/** The channels' secrets, which no answer may show. */
export const SECRETS = [ACCOUNT.authToken];

const SOPHIE = "+33612345678";
const KARIM = "+33698765432";
const ANN = "+447911123456";
const SHORT_CODE = "36180";

/** The customers that must be in the CRM at the end, by name. */
export const CUSTOMERS: Record<string, { phone: string | null }> = {
  "Sophie Martin": { phone: SOPHIE },
  "Ann O'Neil": { phone: ANN },
  "Karim Benali": { phone: KARIM },
  "Client Inconnu": { phone: null },
};

/** A customer that the tenant's CRMs knew before, one that HubSpot has twice, and one that Salesforce refuses. */
export const KNOWN_BEFORE = { name: "Karim Benali", phone: KARIM };
export const AMBIGUOUS = { name: "Ann O'Neil", phone: ANN };
export const REFUSED = { name: "Sophie Martin", lastName: "Martin" };

/** An operator searches for a name in other letters than it is written in, and finds this customer alone. */
export const SEARCH = { query: "MARTÍN", finds: "Sophie Martin" };

/** A message to an unregistered number, its sender, and the reason that an operator gives for the replay. */
export const REPLAYED = { text: "Is this the agency?", customer: "Ann O'Neil" };
export const REPLAY_REASON = "the second number is registered now";

export type Expectation =
  | { kind: "activity"; customer: keyof typeof CUSTOMERS }
  | { kind: "repeat" }
  | { kind: "dead_letter"; reason: string }
  | { kind: "refused"; status: 400 | 403 };

/** A webhook as a provider sends it. */
export interface Webhook {
  path: string;
  /** The fields that identify the event that it becomes. */
  event: Pick<MessageEvent, "provider" | "type" | "providerMessageId">;
  from: string;
  text: string;
  /** Values that the timeline has to hold: media and location. */
  attachments: readonly string[];
  /** The request as the provider signs it, or as somebody signs it who does not have the channel's secret. */
  sign(publicOrigin: string, isForged: boolean): SignedRequest;
}

/** One webhook, and what has to become of it. */
export interface Step {
  title: string;
  webhook: Webhook;
  isForged?: boolean;
  expected: Expectation;
}

function fieldsOf({ to = ADDRESS, ...message }: Omit<Message, "accountSid" | "to"> & { to?: string }) {
  return twilioFields({ ...message, to, accountSid });
}

function write(message: Parameters<typeof fieldsOf>[0]): Webhook {
  return twilioWebhook(ACCOUNT, `/webhooks/twilio/${message.via}`, fieldsOf(message));
}

const introductionFields = fieldsOf({
  via: "sms",
  from: SOPHIE,
  text: "Bonjour, je m'appelle Sophie Martin. Le T3 à Lyon est-il encore libre ? 🙂",
});
const fieldsWithoutId = Object.fromEntries(
  Object.entries(introductionFields).filter(([name]) => !/^(Sms)?(Message)?Sid$/.test(name)),
);
const introduction = twilioWebhook(ACCOUNT, "/webhooks/twilio/sms", introductionFields);
const withoutId = twilioWebhook(ACCOUNT, "/webhooks/twilio/sms", fieldsWithoutId);
const call = twilioCallFields({ accountSid, from: ANN, to: ADDRESS });

export const SCENARIO: Step[] = [
  {
    title: "A new customer says her name, in French",
    webhook: introduction,
    expected: { kind: "activity", customer: "Sophie Martin" },
  },
  {
    title: "Twilio delivers the same webhook again",
    webhook: introduction,
    expected: { kind: "repeat" },
  },
  {
    title: "She goes on by WhatsApp, where she has a nickname",
    webhook: write({
      via: "whatsapp",
      from: SOPHIE,
      text: "Je peux visiter samedi matin.",
      more: { ProfileName: "Soso ✨" },
    }),
    expected: { kind: "activity", customer: "Sophie Martin" },
  },
  {
    title: "A new customer writes in English",
    webhook: write({ via: "sms", from: ANN, text: "Hi, this is Ann O'Neil. Do you have a studio from May?" }),
    expected: { kind: "activity", customer: "Ann O'Neil" },
  },
  {
    title: "She sends her location",
    webhook: write({
      via: "whatsapp",
      from: ANN,
      text: "",
      more: {
        ProfileName: "Ann",
        MessageType: "location",
        Latitude: "45.764043",
        Longitude: "4.835659",
        Address: "Place Bellecour, 69002 Lyon",
        Label: "Place Bellecour",
      },
    }),
    expected: { kind: "activity", customer: "Ann O'Neil" },
  },
  {
    title: "She calls, and hears that nobody can answer",
    webhook: twilioWebhook(ACCOUNT, "/webhooks/twilio/voice", call),
    expected: { kind: "activity", customer: "Ann O'Neil" },
  },
  {
    title: "Somebody without a name sends a photo and a document",
    webhook: write({
      via: "whatsapp",
      from: KARIM,
      text: "C'est urgent, voici mon dossier",
      more: {
        MessageType: "image",
        NumMedia: "2",
        MediaUrl0: `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/1/Media/ME1`,
        MediaContentType0: "image/jpeg",
        MediaUrl1: `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/1/Media/ME2`,
        MediaContentType1: "application/pdf",
      },
    }),
    expected: { kind: "activity", customer: "Karim Benali" },
  },
  {
    title: "A stranger forges a message of Sophie's",
    webhook: write({ via: "sms", from: SOPHIE, text: "Voici mon nouvel IBAN" }),
    isForged: true,
    expected: { kind: "refused", status: 403 },
  },
  {
    title: "A signed webhook that lacks its message id",
    webhook: withoutId,
    expected: { kind: "refused", status: 400 },
  },
  {
    title: "A message to a number of the account that nobody has registered",
    webhook: write({ via: "sms", from: ANN, to: UNOWNED_ADDRESS, text: REPLAYED.text }),
    expected: { kind: "dead_letter", reason: "unknown_address" },
  },
  {
    title: "A short code writes, which is no phone number",
    webhook: write({ via: "sms", from: SHORT_CODE, text: "Votre colis arrive demain." }),
    expected: { kind: "activity", customer: "Client Inconnu" },
  },
  {
    title: "The sender of the photo says his name, by SMS",
    webhook: write({ via: "sms", from: KARIM, text: "Merci ! Au fait, moi c'est Karim Benali." }),
    expected: { kind: "activity", customer: "Karim Benali" },
  },
];
