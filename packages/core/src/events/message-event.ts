import * as z from "zod";
import { Provider } from "./provider.ts";

/** The means by which a person and the business talk: the `channel` column of an activity. */
export const MessageChannel = z.enum(["email", "sms", "whatsapp", "phone", "web"]);
export type MessageChannel = z.infer<typeof MessageChannel>;

/**
 * The version that this code writes and reads. A new optional field, a new type of event and a new provider
 * keep the version: a reader that does not know the type or the provider parks the event, and an operator
 * replays it once the consumer is deployed. Any other change raises the version.
 */
export const MESSAGE_EVENT_VERSION = 1;

/** A tenant whose credentials at the provider's account verified a webhook. */
export const EventSigner = z.object({ tenantId: z.string().min(1), accountId: z.string().min(1) });
export type EventSigner = z.infer<typeof EventSigner>;

/**
 * A message or a call that reached the business: the contract between ingest and the consumer. The event holds
 * what the provider said. The consumer decides which customer the sender is.
 */
export const MessageEvent = z.object({
  version: z.literal(MESSAGE_EVENT_VERSION),
  /** The `messageEventId` of the event. It becomes the activity's primary key. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** Null where no tenant owns the address that the message was sent to. */
  tenantId: z.string().min(1).nullable(),
  /** The row of `channels` that the message came through. */
  channelId: z.string().min(1).nullable(),
  /** Only in an event without a tenant: the tenants whose credentials verified it. One of them may be given it later. */
  signers: z.array(EventSigner).optional(),
  provider: Provider,
  providerMessageId: z.string().min(1),
  type: z.enum(["message_received", "call"]),
  channel: MessageChannel,
  /** ISO 8601, UTC, milliseconds: when the message was sent, or when ingest received it if the provider does not say. */
  occurredAt: z.iso.datetime({ precision: 3 }),
  /** Every name by which the provider knows the sender, as the provider wrote it. */
  sender: z.object({
    /** E.164, a national form, a short code or an alphanumeric sender; an international number has its plus. */
    address: z.string().min(1).optional(),
    /** A business-scoped WhatsApp user id, such as `FR.1349…`: a sender may have nothing else. */
    whatsappUserId: z.string().min(1).optional(),
    email: z.string().min(1).optional(),
    /** The name that the sender gave to the provider. */
    profileName: z.string().min(1).optional(),
  }),
  /** The business's address that the message was sent to, as the provider writes it; a phone number has its plus. */
  recipient: z.string(),
  /** ISO 3166-1 alpha-2: how to read a phone number without a country code. */
  defaultCountry: z.string().length(2),
  /** Empty for a call, and for a message of media only. */
  text: z.string(),
  media: z.array(z.object({ url: z.string(), contentType: z.string().nullable() })).optional(),
  button: z.object({ text: z.string().optional(), payload: z.string().optional() }).optional(),
  location: z
    .object({
      latitude: z.number(),
      longitude: z.number(),
      address: z.string().optional(),
      label: z.string().optional(),
    })
    .optional(),
  /** The advertisement or post that the person came from: the provider's fields without their prefix. */
  referral: z.record(z.string(), z.string()).optional(),
  optOut: z.enum(["STOP", "START", "HELP"]).optional(),
  /** Present for every call: what the provider says of the call. */
  call: z
    .object({
      /** The provider's id of the call. A message that the caller left is an event with an id of its own. */
      id: z.string().min(1),
      /** The provider's own word, such as `ringing`. */
      status: z.string().optional(),
      /** From a directory of subscribers: often a company or a place, and no proof of who speaks. */
      callerName: z.string().optional(),
      /** ISO 3166-1 alpha-2. */
      callerCountry: z.string().optional(),
    })
    .optional(),
  /** The event that an operator edited to make this one. The `id` is then an `editedEventId`. */
  originEventId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  /** Every log line about this event has it. */
  traceId: z.string().min(1),
});
export type MessageEvent = z.infer<typeof MessageEvent>;

/**
 * The event's identity: a hash of the fields that stay the same however often the provider delivers the message.
 *
 * @returns 32 hexadecimal digits
 */
export async function messageEventId(
  event: Pick<MessageEvent, "tenantId" | "provider" | "providerMessageId" | "type">,
): Promise<string> {
  return hashId(JSON.stringify([event.tenantId, event.provider, event.providerMessageId, event.type]));
}

/**
 * The identity of an event that an operator made by editing another one. The same content made from the same
 * origin is the same event: the order of the fields and the signers do not count.
 *
 * @returns 32 hexadecimal digits
 */
export async function editedEventId(
  originEventId: string,
  content: Omit<MessageEvent, "id" | "originEventId">,
): Promise<string> {
  const hashed = { ...content, id: undefined, originEventId: undefined, signers: undefined };
  const sorted = JSON.stringify(hashed, (_key, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return hashId(JSON.stringify(["edited", originEventId, sorted]));
}

export type DecodedMessageEvent = { event: MessageEvent } | { error: string };

/**
 * Reads a queue message's body.
 *
 * @returns the event, or the reason why it cannot be read: names of fields and what is wrong with them, never their values
 */
export function decodeMessageEvent(body: unknown): DecodedMessageEvent {
  const parsed = MessageEvent.safeParse(body);
  if (parsed.success) return { event: parsed.data };
  const version = z.object({ version: z.number() }).safeParse(body).data?.version;
  if (version !== undefined && version !== MESSAGE_EVENT_VERSION) {
    return {
      error: `event version ${version} is unknown here: this code reads version ${MESSAGE_EVENT_VERSION}`,
    };
  }
  return { error: describeIssues(parsed.error) };
}

/** Names each field that failed, with the reason and without the value. */
function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; ");
}

/** An id that is always the same for the same text: 32 hexadecimal digits of its SHA-256. */
export async function hashId(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
