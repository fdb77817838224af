import type { Identity, MessageEvent, PersonName } from "@coccinelle/core";
import fc from "fast-check";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";

const FIRST_PHONE = { kind: "phone", value: "+33612345678" } as const;
const SECOND_PHONE = { kind: "phone", value: "+33612345679" } as const;
const USER_ID = { kind: "whatsapp", value: "FR.134912086553027" } as const;
const EMAIL = { kind: "email", value: "ann@example.com" } as const;

/** One way in which somebody writes, and what a person would read in it. */
interface Writer {
  sender: MessageEvent["sender"];
  /** In order of precedence. */
  identities: readonly Identity[];
  profile: PersonName | null;
}

const WRITERS: readonly Writer[] = [
  { sender: { address: FIRST_PHONE.value }, identities: [FIRST_PHONE], profile: null },
  {
    sender: { address: "06 12 34 56 79", profileName: "Karim Benali" },
    identities: [SECOND_PHONE],
    profile: { firstName: "Karim", lastName: "Benali" },
  },
  {
    sender: { address: "whatsapp:+33612345678", profileName: "Sophie" },
    identities: [FIRST_PHONE],
    profile: { firstName: "Sophie", lastName: null },
  },
  {
    sender: { address: `whatsapp:${USER_ID.value}`, profileName: "Ann O'Neil" },
    identities: [USER_ID],
    profile: { firstName: "Ann", lastName: "O'Neil" },
  },
  {
    sender: { address: "whatsapp:+33612345678", whatsappUserId: USER_ID.value },
    identities: [FIRST_PHONE, USER_ID],
    profile: null,
  },
  {
    sender: { address: "whatsapp:+33612345679", whatsappUserId: USER_ID.value, profileName: "Sophie Martin" },
    identities: [SECOND_PHONE, USER_ID],
    profile: { firstName: "Sophie", lastName: "Martin" },
  },
  { sender: { email: "Ann@Example.com" }, identities: [EMAIL], profile: null },
  {
    sender: { address: "+33612345680", email: "ann@example.com" },
    identities: [{ kind: "phone", value: "+33612345680" }, EMAIL],
    profile: null,
  },
  { sender: { address: "36111" }, identities: [{ kind: "short_code", value: "36111" }], profile: null },
  {
    sender: { address: "Doctolib" },
    identities: [{ kind: "alphanumeric", value: "DOCTOLIB" }],
    profile: null,
  },
];

/** Texts, and the name by which each introduces its writer. */
const TEXTS: readonly { text: string; introduced: PersonName | null }[] = [
  { text: "Bonjour", introduced: null },
  { text: "", introduced: null },
  { text: "🏠 T3 ?", introduced: null },
  {
    text: "Bonjour, je m'appelle Sophie Martin",
    introduced: { firstName: "Sophie", lastName: "Martin" },
  },
  { text: "my name is Ann O'Neil", introduced: { firstName: "Ann", lastName: "O'Neil" } },
  { text: "Je m'appelle Karim", introduced: { firstName: "Karim", lastName: null } },
];

/** A message, what a person would read in it, and how often it is delivered. */
export interface WrittenMessage {
  event: MessageEvent & { tenantId: string };
  identities: readonly Identity[];
  profile: PersonName | null;
  introduced: PersonName | null;
  deliveries: number;
}

export interface MessageDraft {
  writer: Writer;
  words: (typeof TEXTS)[number];
  isCall: boolean;
  minute: number;
  deliveries: number;
}

export const messageDrafts: fc.Arbitrary<MessageDraft[]> = fc.array(
  fc.record({
    writer: fc.constantFrom(...WRITERS),
    words: fc.constantFrom(...TEXTS),
    isCall: fc.boolean(),
    minute: fc.nat({ max: 59 }),
    deliveries: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 12 },
);

export async function writeMessage(
  tenantId: string,
  { writer, words, isCall, minute, deliveries }: MessageDraft,
): Promise<WrittenMessage> {
  const { sender, identities, profile } = writer;
  const occurredAt = `2026-03-01T10:${String(minute).padStart(2, "0")}:00.000Z`;
  const common = { tenantId, sender, occurredAt };
  if (isCall) {
    const call = {
      ...common,
      type: "call",
      channel: "phone",
      text: "",
      call: { id: uniqueId("CA") },
    } as const;
    return { event: await messageEvent(call), identities, profile, introduced: null, deliveries };
  }
  const channel = sender.address?.startsWith("whatsapp:") ? "whatsapp" : "sms";
  const event = await messageEvent({ ...common, channel, text: words.text });
  return { event, identities, profile, introduced: words.introduced, deliveries };
}
