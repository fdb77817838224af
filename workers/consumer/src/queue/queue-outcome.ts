import { backoffSeconds, errorMessage, isRetryable } from "@coccinelle/core";
import type { DeadLetterReason } from "@coccinelle/db";

/** The parts of a queue message that the consumer uses. */
export type QueueMessage = Pick<Message, "id" | "body" | "attempts" | "ack" | "retry">;

/** A message of the queue ends in exactly one of these ways. */
export type QueueOutcome =
  | { kind: "done" }
  | { kind: "park"; reason: DeadLetterReason; error: string; attempts: number }
  | { kind: "retry"; delaySeconds: number; error: string };

/**
 * The deliveries of one message: the first one and the `max_retries` of wrangler.consumer.toml. With the delays
 * between them they last through two hours of an outage.
 */
export const MAX_ATTEMPTS = 17;

/** Decides how a failed message ends. An error that cannot pass is final; another is retried up to the last attempt. */
export function decideFailure(error: unknown, attempts: number, random: () => number): QueueOutcome {
  const told = { error: errorMessage(error), attempts };
  if (!isRetryable(error)) return { kind: "park", reason: "rejected_by_database", ...told };
  if (attempts >= MAX_ATTEMPTS) return { kind: "park", reason: "retries_exhausted", ...told };
  return { kind: "retry", delaySeconds: backoffSeconds(attempts, random), error: told.error };
}
