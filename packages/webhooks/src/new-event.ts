import {
  DEFAULT_COUNTRY,
  MESSAGE_EVENT_VERSION,
  type MessageEvent,
  messageEventId,
  type Provider,
} from "@coccinelle/core";
import type { Ownership } from "./ownership.ts";

/** The circumstances in which a webhook was received. */
export interface Receipt {
  provider: Provider;
  /** Becomes the event's time where the provider sends none. */
  receivedAt: Date;
  traceId: string;
}

/** The part of an event that a provider's parser reads. */
export type EventContent = Omit<
  MessageEvent,
  | "version"
  | "id"
  | "tenantId"
  | "channelId"
  | "signers"
  | "provider"
  | "occurredAt"
  | "defaultCountry"
  | "originEventId"
  | "traceId"
> &
  Partial<Pick<MessageEvent, "occurredAt">>;

/** Makes the event of its channel. An event without an owner has no tenant, and names the signers if there are any. */
export async function newEvent(
  content: EventContent,
  ownership: Ownership,
  { provider, receivedAt, traceId }: Receipt,
): Promise<MessageEvent> {
  const { type, providerMessageId } = content;
  const owner = ownership.kind === "owned" ? ownership.owner : null;
  const origin = { tenantId: owner?.tenantId ?? null, provider };
  return {
    version: MESSAGE_EVENT_VERSION,
    id: await messageEventId({ ...origin, type, providerMessageId }),
    ...origin,
    channelId: owner?.channelId ?? null,
    signers: ownership.kind === "unknown_address" ? ownership.signers : undefined,
    occurredAt: receivedAt.toISOString(),
    defaultCountry: owner?.settings.defaultCountry ?? DEFAULT_COUNTRY,
    ...content,
    traceId,
  };
}
