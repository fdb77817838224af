import { decodeMessageEvent } from "@coccinelle/core";
import type { ConsumerDependencies, EventsBatch } from "./consume-events.ts";
import { parkMessages } from "./park-messages.ts";
import { MAX_ATTEMPTS, type QueueMessage, type QueueOutcome } from "./queue-outcome.ts";
import { settleMessages } from "./settle-messages.ts";

/**
 * Parks what the platform moved to the dead-letter queue: messages that could be neither processed nor
 * parked while the database was away. The platform says nothing of the last error.
 */
export async function consumeDeadLetters(
  batch: EventsBatch,
  deps: Omit<ConsumerDependencies, "newId">,
): Promise<void> {
  const outcomes = new Map<QueueMessage, QueueOutcome>();
  for (const message of batch.messages) {
    const decoded = decodeMessageEvent(message.body);
    outcomes.set(
      message,
      "error" in decoded
        ? { kind: "park", reason: "invalid_event", error: decoded.error }
        : {
            kind: "park",
            reason: "retries_exhausted",
            error: `the queue gave up after ${MAX_ATTEMPTS} attempts`,
          },
    );
  }
  settleMessages(batch.queue, await parkMessages(outcomes, deps), deps.log);
}
