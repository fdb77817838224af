import { type MessageEvent, messageEventId } from "@coccinelle/core";

let sequence = 0;

/** A value that no other call in this process gives. */
export function uniqueId(prefix: string): string {
  sequence += 1;
  return `${prefix}-${sequence}-${crypto.randomUUID().slice(0, 8)}`;
}

type TenantEvent = MessageEvent & { tenantId: string };

/** A valid event of a tenant; its id follows from its fields. */
export async function messageEvent(
  partial: Partial<Omit<TenantEvent, "id">> & Pick<TenantEvent, "tenantId">,
): Promise<TenantEvent> {
  const event: Omit<TenantEvent, "id"> = {
    version: 1,
    channelId: "channel",
    provider: "twilio",
    providerMessageId: uniqueId("SM"),
    type: "message_received",
    channel: "sms",
    occurredAt: "2026-03-01T10:00:00.000Z",
    sender: { address: "+33612345678" },
    recipient: "+33757000000",
    defaultCountry: "FR",
    text: "Bonjour",
    traceId: "trace",
    ...partial,
  };
  return { ...event, id: await messageEventId(event) };
}
