import { type Message, randomSid, twilioCallFields, twilioFields } from "./twilio-fields.ts";

export const TENANT = "demo";
export const ACCOUNT_SID = randomSid("AC");
export const CHANNEL_ADDRESS = "+33757591234";
export const UNOWNED_ADDRESS = "+33757595678";

const SOPHIE = "+33612345678";
const KARIM = "+33698765432";
const ANN = "+447911123456";
const SHORT_CODE = "36180";

/** The names of the customers that must exist at the end. */
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

/** An operator's search that spells the name in another way, and the one customer that it has to find. */
export const SEARCH = { query: "MARTÍN", finds: "Sophie Martin" };

/** The message to a number that nobody has registered, its sender, and the reason why an operator replays it. */
export const REPLAYED = { text: "Is this the agency?", customer: "Ann O'Neil" };
export const REPLAY_REASON = "the second number is registered now";

export type Expectation =
  | { kind: "activity"; customer: keyof typeof CUSTOMERS }
  | { kind: "repeat" }
  | { kind: "dead_letter"; reason: string }
  | { kind: "refused"; status: 400 | 403 };

/** One webhook and the effect that it has to have. */
export interface Step {
  title: string;
  path: string;
  fields: Record<string, string>;
  /** Whether the webhook is signed with another token than the account's. */
  isForged?: boolean;
  expected: Expectation;
}

function write({ to = CHANNEL_ADDRESS, ...message }: Omit<Message, "accountSid" | "to"> & { to?: string }) {
  const fields = twilioFields({ ...message, to, accountSid: ACCOUNT_SID });
  return { path: `/webhooks/twilio/${message.via}`, fields };
}

const introduction = write({
  via: "sms",
  from: SOPHIE,
  text: "Bonjour, je m'appelle Sophie Martin. Le T3 à Lyon est-il encore libre ? 🙂",
});

const withoutId = Object.fromEntries(
  Object.entries(introduction.fields).filter(([name]) => !/^(Sms)?(Message)?Sid$/.test(name)),
);

export const SCENARIO: Step[] = [
  {
    title: "A new customer says her name, in French",
    ...introduction,
    expected: { kind: "activity", customer: "Sophie Martin" },
  },
  {
    title: "Twilio delivers the same webhook again",
    ...introduction,
    expected: { kind: "repeat" },
  },
  {
    title: "She goes on by WhatsApp, where she has a nickname",
    ...write({
      via: "whatsapp",
      from: SOPHIE,
      text: "Je peux visiter samedi matin.",
      more: { ProfileName: "Soso ✨" },
    }),
    expected: { kind: "activity", customer: "Sophie Martin" },
  },
  {
    title: "A new customer writes in English",
    ...write({ via: "sms", from: ANN, text: "Hi, this is Ann O'Neil. Do you have a studio from May?" }),
    expected: { kind: "activity", customer: "Ann O'Neil" },
  },
  {
    title: "She sends her location",
    ...write({
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
    path: "/webhooks/twilio/voice",
    fields: twilioCallFields({ accountSid: ACCOUNT_SID, from: ANN, to: CHANNEL_ADDRESS }),
    expected: { kind: "activity", customer: "Ann O'Neil" },
  },
  {
    title: "Somebody without a name sends a photo and a document",
    ...write({
      via: "whatsapp",
      from: KARIM,
      text: "C'est urgent, voici mon dossier",
      more: {
        MessageType: "image",
        NumMedia: "2",
        MediaUrl0: `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/1/Media/ME1`,
        MediaContentType0: "image/jpeg",
        MediaUrl1: `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/1/Media/ME2`,
        MediaContentType1: "application/pdf",
      },
    }),
    expected: { kind: "activity", customer: "Karim Benali" },
  },
  {
    title: "A stranger forges a message of Sophie's",
    ...write({ via: "sms", from: SOPHIE, text: "Voici mon nouvel IBAN" }),
    isForged: true,
    expected: { kind: "refused", status: 403 },
  },
  {
    title: "A signed webhook that lacks its message id",
    path: introduction.path,
    fields: withoutId,
    expected: { kind: "refused", status: 400 },
  },
  {
    title: "A message to a number of the account that nobody has registered",
    ...write({ via: "sms", from: ANN, to: UNOWNED_ADDRESS, text: REPLAYED.text }),
    expected: { kind: "dead_letter", reason: "unknown_address" },
  },
  {
    title: "A short code writes, which is no phone number",
    ...write({ via: "sms", from: SHORT_CODE, text: "Votre colis arrive demain." }),
    expected: { kind: "activity", customer: "Client Inconnu" },
  },
  {
    title: "The sender of the photo says his name, by SMS",
    ...write({ via: "sms", from: KARIM, text: "Merci ! Au fait, moi c'est Karim Benali." }),
    expected: { kind: "activity", customer: "Karim Benali" },
  },
];
