import type { ConsumerDeps, EventsBatch } from "./consume-events.ts";
import { parkMessages } from "./park-messages.ts";
import { MAX_ATTEMPTS, type QueueMessage, type QueueOutcome } from "./queue-outcome.ts";
import { readEvent } from "./read-event.ts";
import { settleMessages } from "./settle-messages.ts";

const GIVEN_UP: QueueOutcome = {
  kind: "park",
  reason: "retries_exhausted",
  error: `the queue gave up after ${MAX_ATTEMPTS} attempts`,
  attempts: MAX_ATTEMPTS,
};

/**
 * Parks the messages of the dead-letter queue. The platform moved them to it because they could be neither
 * recorded nor parked while D1 was away. It does not tell the last error.
 */
export async function consumeDeadLetters(
  batch: EventsBatch,
  deps: Omit<ConsumerDeps, "newId">,
): Promise<void> {
  const outcomes = new Map<QueueMessage, QueueOutcome>();
  for (const message of batch.messages) {
    const read = readEvent(message.body);
    outcomes.set(message, "event" in read ? GIVEN_UP : { kind: "park", ...read, attempts: MAX_ATTEMPTS });
  }
  settleMessages(batch.queue, await parkMessages(outcomes, deps), deps.log);
}
