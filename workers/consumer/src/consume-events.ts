import { decodeMessageEvent, errorMessage, type Log } from "@coccinelle/core";
import { type RecordableEvent, recordEvents, toRecordableEvent } from "@coccinelle/db";
import { parkMessages } from "./park-messages.ts";
import { decideFailure, type QueueMessage, type QueueOutcome } from "./queue-outcome.ts";
import { settleMessages } from "./settle-messages.ts";
import { splitOnFailure } from "./split-on-failure.ts";

export interface ConsumerDependencies {
  db: D1Database;
  clock: () => Date;
  random: () => number;
  newId: () => string;
  log: Log;
}

export type EventsBatch = Pick<MessageBatch, "queue"> & { messages: readonly QueueMessage[] };

/** Turns a batch of events into customers and activities; each message ends in one outcome. */
export async function consumeEvents(batch: EventsBatch, deps: ConsumerDependencies): Promise<void> {
  const outcomes = new Map<QueueMessage, QueueOutcome>();
  const recordable = new Map<RecordableEvent, QueueMessage>();
  for (const message of batch.messages) {
    const read = readEvent(message.body);
    if ("event" in read) recordable.set(read.event, message);
    else outcomes.set(message, { kind: "park", ...read });
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

type ReadEvent = { event: RecordableEvent } | { reason: "invalid_event" | "unknown_address"; error: string };

function readEvent(body: unknown): ReadEvent {
  const decoded = decodeMessageEvent(body);
  if ("error" in decoded) return { reason: "invalid_event", error: decoded.error };
  const { tenantId } = decoded.event;
  if (tenantId === null) {
    return { reason: "unknown_address", error: "no channel has the address that the message was sent to" };
  }
  try {
    return { event: toRecordableEvent({ ...decoded.event, tenantId }) };
  } catch (error) {
    return { reason: "invalid_event", error: errorMessage(error) };
  }
}
