import { errorMessage, type Log, type MessageEvent } from "@coccinelle/core";
import { type DeliveryDeps, deliverEvent } from "./deliver-event.ts";

/** Makes an event durable, and logs that the webhook is accepted. */
export async function acceptEvent(event: MessageEvent, deps: DeliveryDeps & { log: Log }): Promise<void> {
  const delivery = await deliverEvent(event, deps);
  deps.log(delivery.kind === "queued" ? "info" : "warn", "webhook_accepted", {
    delivery: delivery.kind,
    type: event.type,
    eventId: event.id,
    providerMessageId: event.providerMessageId,
    tenantId: event.tenantId,
    channelId: event.channelId,
    traceId: event.traceId,
    ...(delivery.kind === "in_outbox" && { queueError: errorMessage(delivery.queueError) }),
  });
}
