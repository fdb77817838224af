import { type Log, splitOnFailure } from "@coccinelle/core";
import { type RecordableEvent, recordEvents } from "@coccinelle/db";
import { parkMessages } from "./park-messages.ts";
import { decideFailure, type QueueMessage, type QueueOutcome } from "./queue-outcome.ts";
import { readEvent } from "./read-event.ts";
import { settleMessages } from "./settle-messages.ts";

export interface ConsumerDeps {
  db: D1Database;
  clock: () => Date;
  random: () => number;
  newId: () => string;
  /** Is written on parked events. */
  codeVersion?: string | null;
  log: Log;
}

export type EventsBatch = Pick<MessageBatch, "queue"> & { messages: readonly QueueMessage[] };

/** Turns a batch of events into customers and activities; each message ends in one outcome. */
export async function consumeEvents(batch: EventsBatch, deps: ConsumerDeps): Promise<void> {
  const outcomes = new Map<QueueMessage, QueueOutcome>();
  const recordable = new Map<RecordableEvent, QueueMessage>();
  for (const message of batch.messages) {
    const read = readEvent(message.body);
    if ("event" in read) recordable.set(read.event, message);
    else outcomes.set(message, { kind: "park", ...read, attempts: message.attempts });
  }

  const failures = await splitOnFailure([...recordable.keys()], async (events) => {
    await recordEvents(deps.db, events, deps.newId);
  });
  for (const [event, message] of recordable) {
    const outcome: QueueOutcome = failures.has(event)
      ? decideFailure(failures.get(event), message.attempts, deps.random)
      : { kind: "done" };
    outcomes.set(message, outcome);
  }

  settleMessages(batch.queue, await parkMessages(outcomes, deps), deps.log);
}
