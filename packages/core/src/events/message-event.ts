import * as z from "zod";

/** By what means a person and the business talk: the `channel` column of an activity. */
export const MessageChannel = z.enum(["email", "sms", "whatsapp", "phone", "web"]);
export type MessageChannel = z.infer<typeof MessageChannel>;

/** Whose webhook brought an event, or whose address a channel is. */
export const Provider = z.enum(["twilio"]);
export type Provider = z.infer<typeof Provider>;

/**
 * The version that this code writes and reads. An optional field or a type of event more keeps it (a reader
 * that does not know the type parks the event, to be replayed); any other change raises it.
 */
export const MESSAGE_EVENT_VERSION = 1;

/** A tenant whose credentials at the provider's account verified a webhook. */
export const EventSigner = z.object({ tenantId: z.string().min(1), accountId: z.string().min(1) });
export type EventSigner = z.infer<typeof EventSigner>;

/**
 * A message or a call that reached the business: the contract between whoever enqueues and whoever
 * consumes. It says what the provider said; who the sender is, is the consumer's to decide.
 */
export const MessageEvent = z.object({
  version: z.literal(MESSAGE_EVENT_VERSION),
  /** `messageEventId` of the fields that it names; becomes the activity's primary key. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** Null where nobody owns the address that the message was sent to. */
  tenantId: z.string().min(1).nullable(),
  /** The row of `channels` that the message came through. */
  channelId: z.string().min(1).nullable(),
  /** Only where nobody owns the event: who could prove that it is theirs, and so may be given it later. */
  signers: z.array(EventSigner).optional(),
  provider: Provider,
  providerMessageId: z.string().min(1),
  type: z.enum(["message_received", "call"]),
  channel: MessageChannel,
  /** ISO 8601, UTC, milliseconds. When the message was sent, or else received here. */
  occurredAt: z.iso.datetime({ precision: 3 }),
  /** Every name by which the provider knows the sender, as the provider wrote it. */
  sender: z.object({
    /** E.164, a national form, a short code or an alphanumeric sender. */
    address: z.string().min(1).optional(),
    /** A business-scoped WhatsApp user id, such as `FR.1349…`: a sender may have nothing else. */
    whatsappUserId: z.string().min(1).optional(),
    email: z.string().min(1).optional(),
    /** The name that the sender gave to the provider. */
    profileName: z.string().min(1).optional(),
  }),
  /** The business's address that the message was sent to. */
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
  /** There for every call, with what the provider says of it. */
  call: z
    .object({
      /** The provider's: a message that the caller left is an event with an id of its own. */
      id: z.string().min(1),
      /** The provider's own word, such as `ringing`. */
      status: z.string().optional(),
      /** From a directory of subscribers: often a company or a place, and no proof of who speaks. */
      callerName: z.string().optional(),
      /** ISO 3166-1 alpha-2. */
      callerCountry: z.string().optional(),
    })
    .optional(),
  /** The event that an operator made this one of; then `id` is an `editedEventId`. */
  originEventId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
  /** Found in every log line about this event. */
  traceId: z.string().min(1),
});
export type MessageEvent = z.infer<typeof MessageEvent>;

/**
 * The event's identity: a hash of what stays the same however often the provider
 * delivers the message.
 *
 * @returns 32 hexadecimal digits
 */
export async function messageEventId(
  event: Pick<MessageEvent, "tenantId" | "provider" | "providerMessageId" | "type">,
): Promise<string> {
  return hashId(JSON.stringify([event.tenantId, event.provider, event.providerMessageId, event.type]));
}

/**
 * The identity of an event that an operator made of another one: the same content made of the same origin
 * is the same event, in whatever order its fields come and whoever could prove that it is theirs.
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
 * @returns the event, or why it cannot be read: the fields' names and what is wrong with them, never their values
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

/** The fields that failed and why, without their values. */
function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`).join("; ");
}

/** An id that is always the same for the same text: 32 hexadecimal digits of its SHA-256. */
export async function hashId(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest, 0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
