import { backoffSeconds, errorMessage, splitOnFailure } from "@coccinelle/core";
import { type ParkedEvent, parkEvents } from "@coccinelle/db";
import type { QueueMessage, QueueOutcome } from "./queue-outcome.ts";
import { toParkedEvent } from "./to-parked-event.ts";

interface ParkDeps {
  db: D1Database;
  clock: () => Date;
  random: () => number;
  /** Null where the version has no name, as on a developer's machine. */
  codeVersion?: string | null;
}

/** The queue keeps a message for days, so a message that only waits to be parked can wait for an hour. */
const MAX_DELAY_SECONDS = 60 * 60;

/**
 * Writes the dead letters of the messages that are to be parked.
 *
 * @returns the outcomes; a message that could not be parked is retried, whatever its attempts
 */
export async function parkMessages(
  outcomes: ReadonlyMap<QueueMessage, QueueOutcome>,
  { db, clock, random, codeVersion = null }: ParkDeps,
): Promise<Map<QueueMessage, QueueOutcome>> {
  const failedAt = clock();
  const parked = new Map<ParkedEvent, QueueMessage>();
  for (const [message, outcome] of outcomes) {
    if (outcome.kind !== "park") continue;
    const { kind: _, ...failure } = outcome;
    parked.set(await toParkedEvent(message.body, { ...failure, failedAt, codeVersion }), message);
  }
  const failures = await splitOnFailure([...parked.keys()], (part) => parkEvents(db, part));
  const settled = new Map(outcomes);
  for (const [event, error] of failures) {
    const message = parked.get(event);
    if (message === undefined) continue;
    const delaySeconds = backoffSeconds(message.attempts, random, MAX_DELAY_SECONDS);
    settled.set(message, { kind: "retry", delaySeconds, error: errorMessage(error) });
  }
  return settled;
}
