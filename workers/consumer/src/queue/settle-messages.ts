import { decodeMessageEvent, type Log, type LogFields } from "@coccinelle/core";
import type { QueueMessage, QueueOutcome } from "./queue-outcome.ts";

/** Tells the queue, and the log, how each message ended. */
export function settleMessages(
  queue: string,
  outcomes: ReadonlyMap<QueueMessage, QueueOutcome>,
  log: Log,
): void {
  const counts = { done: 0, park: 0, retry: 0 };
  for (const [message, outcome] of outcomes) {
    counts[outcome.kind]++;
    switch (outcome.kind) {
      case "done":
        message.ack();
        break;
      case "park":
        log("error", "event_parked", {
          ...messageFields(message),
          reason: outcome.reason,
          message: outcome.error,
        });
        message.ack();
        break;
      case "retry":
        log("warn", "event_retried", {
          ...messageFields(message),
          delaySeconds: outcome.delaySeconds,
          message: outcome.error,
        });
        message.retry({ delaySeconds: outcome.delaySeconds });
        break;
    }
  }
  log("info", "batch_settled", { queue, ...counts });
}

function messageFields({ id, body, attempts }: QueueMessage): LogFields {
  const decoded = decodeMessageEvent(body);
  if ("error" in decoded) return { messageId: id, attempts };
  const { id: eventId, tenantId, traceId } = decoded.event;
  return { messageId: id, attempts, eventId, tenantId, traceId };
}
