import {
  type Identity,
  InvalidPayloadError,
  type MessageChannel,
  type MessageEvent,
  senderIdentities,
} from "@coccinelle/core";

/** An event in the form that is recorded, whether it came by the queue or not. */
export interface RecordableEvent {
  /** The activity's primary key. */
  id: string;
  tenantId: string;
  type: string;
  channel: MessageChannel;
  /** ISO 8601, UTC. */
  occurredAt: string;
  /** The sender's identities, the one that decides first. Never empty. */
  identities: Identity[];
  profileName?: string | undefined;
  text: string;
  /** The activity's `metadata`. */
  metadata: Record<string, unknown>;
}

/**
 * Turns a message event into the form that is recorded.
 *
 * @throws InvalidPayloadError where nothing in the event tells who sent it
 */
export function toRecordableEvent(event: MessageEvent & { tenantId: string }): RecordableEvent {
  const identities = senderIdentities(event.sender, event.defaultCountry);
  if (identities.length === 0) throw new InvalidPayloadError("sender: nothing in it identifies a person");
  return {
    id: event.id,
    tenantId: event.tenantId,
    type: event.type,
    channel: event.channel,
    occurredAt: event.occurredAt,
    identities,
    profileName: event.sender.profileName,
    text: event.text,
    metadata: {
      messageId: event.providerMessageId,
      provider: event.provider,
      channelId: event.channelId,
      content: event.text,
      from: event.sender.address ?? event.sender.whatsappUserId ?? event.sender.email,
      to: event.recipient,
      profileName: event.sender.profileName,
      media: event.media,
      button: event.button,
      location: event.location,
      referral: event.referral,
      optOut: event.optOut,
      call: event.call,
      originEventId: event.originEventId,
      traceId: event.traceId,
    },
  };
}

/** The description of an event in the timeline: its text, or the kind of content that came without a text. */
export function describeEvent({ text, metadata }: Pick<RecordableEvent, "text" | "metadata">): string {
  if (text !== "") return text;
  if (Array.isArray(metadata.media) && metadata.media.length > 0) return `[media: ${metadata.media.length}]`;
  if (metadata.call !== undefined) return "[call]";
  return metadata.location === undefined ? "" : "[location]";
}
