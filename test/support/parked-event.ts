import type { MessageEvent } from "@coccinelle/core";
import type { ParkedEvent } from "@coccinelle/db";
import { uniqueId } from "./message-event.ts";

/** A dead letter as an event is parked; without an event, it is a message that cannot be read. */
export function parkedEvent(partial: Partial<ParkedEvent> = {}): ParkedEvent {
  return {
    id: uniqueId("letter"),
    eventId: null,
    tenantId: null,
    provider: "twilio",
    traceId: null,
    reason: "retries_exhausted",
    error: "D1_ERROR: overloaded",
    attempts: 16,
    failedAt: new Date("2026-11-20T08:00:00Z"),
    codeVersion: null,
    event: { text: "Bonjour" },
    ...partial,
  };
}

/** An event as the consumer parks it. */
export function parkedMessage(event: MessageEvent, partial: Partial<ParkedEvent> = {}): ParkedEvent {
  const { id, tenantId, provider, traceId } = event;
  return parkedEvent({ id, eventId: id, tenantId, provider, traceId, event, ...partial });
}
