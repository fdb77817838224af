import { DEFAULT_COUNTRY, MESSAGE_EVENT_VERSION, type MessageEvent, messageEventId } from "@coccinelle/core";
import type { TwilioCandidate } from "./find-twilio-owner.ts";

/** The circumstances in which a webhook was taken. */
export interface Receipt {
  /** Becomes the event's time: Twilio sends none. */
  receivedAt: Date;
  traceId: string;
}

/** What a webhook itself says of its event. */
type EventContent = Omit<
  MessageEvent,
  "version" | "id" | "tenantId" | "provider" | "channelId" | "occurredAt" | "defaultCountry" | "traceId"
>;

/** An event of the channel, or of nobody's where nobody has the address. */
export async function newTwilioEvent(
  content: EventContent,
  owner: TwilioCandidate | null,
  { receivedAt, traceId }: Receipt,
): Promise<MessageEvent> {
  const { type, providerMessageId } = content;
  const origin = { tenantId: owner?.tenantId ?? null, provider: "twilio" } as const;
  return {
    version: MESSAGE_EVENT_VERSION,
    id: await messageEventId({ ...origin, type, providerMessageId }),
    ...origin,
    channelId: owner?.channelId ?? null,
    occurredAt: receivedAt.toISOString(),
    defaultCountry: owner?.settings.defaultCountry ?? DEFAULT_COUNTRY,
    ...content,
    traceId,
  };
}
