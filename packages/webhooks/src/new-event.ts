import { DEFAULT_COUNTRY, MESSAGE_EVENT_VERSION, type MessageEvent, messageEventId } from "@coccinelle/core";
import type { VerifiedOwner } from "./ownership.ts";

/** The circumstances in which a webhook was taken. */
export interface Receipt {
  /** Becomes the event's time: Twilio sends none. */
  receivedAt: Date;
  traceId: string;
}

/** What a webhook itself says of its event. */
type EventContent = Omit<
  MessageEvent,
  | "version"
  | "id"
  | "tenantId"
  | "channelId"
  | "signers"
  | "provider"
  | "occurredAt"
  | "defaultCountry"
  | "traceId"
>;

/** An event of the channel, or of nobody's where nobody has the address: then it names its signers. */
export async function newTwilioEvent(
  content: EventContent,
  verdict: VerifiedOwner,
  { receivedAt, traceId }: Receipt,
): Promise<MessageEvent> {
  const { type, providerMessageId } = content;
  const owner = verdict.kind === "owned" ? verdict.owner : null;
  const origin = { tenantId: owner?.tenantId ?? null, provider: "twilio" } as const;
  return {
    version: MESSAGE_EVENT_VERSION,
    id: await messageEventId({ ...origin, type, providerMessageId }),
    ...origin,
    channelId: owner?.channelId ?? null,
    signers: verdict.kind === "unknown_address" ? verdict.signers : undefined,
    occurredAt: receivedAt.toISOString(),
    defaultCountry: owner?.settings.defaultCountry ?? DEFAULT_COUNTRY,
    ...content,
    traceId,
  };
}
