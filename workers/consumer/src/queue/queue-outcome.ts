import { backoffSeconds, errorMessage, isRetryable } from "@coccinelle/core";
import type { DeadLetterReason } from "@coccinelle/db";

/** A message of the queue, as much of it as its processing takes. */
export type QueueMessage = Pick<Message, "id" | "body" | "attempts" | "ack" | "retry">;

/** How a message of the queue ends: in exactly one of these ways. */
export type QueueOutcome =
  | { kind: "done" }
  | { kind: "park"; reason: DeadLetterReason; error: string; attempts: number }
  | { kind: "retry"; delaySeconds: number; error: string };

/**
 * How often the queue delivers a message: `max_retries` of wrangler.consumer.toml and the first time.
 * With the delays between them that is more than two hours of an outage.
 */
export const MAX_ATTEMPTS = 17;

/** What becomes of a message that failed: its own fault is final, anything else is tried again while it may. */
export function decideFailure(error: unknown, attempts: number, random: () => number): QueueOutcome {
  const told = { error: errorMessage(error), attempts };
  if (!isRetryable(error)) return { kind: "park", reason: "rejected_by_database", ...told };
  if (attempts >= MAX_ATTEMPTS) return { kind: "park", reason: "retries_exhausted", ...told };
  return { kind: "retry", delaySeconds: backoffSeconds(attempts, random), error: told.error };
}
