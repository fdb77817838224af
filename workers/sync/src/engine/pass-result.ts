import { AuthorizationError, backoffSeconds, errorMessage, RetryAfterError } from "@coccinelle/core";

/** What is to happen after a pass. */
export type PassResult =
  /** Nothing is left. */
  | { kind: "done" }
  /** There is more to do at once. */
  | { kind: "more" }
  /** Nothing before then: a limit, or the next attempt at what failed. */
  | { kind: "wait"; until: Date; reason: string | null }
  /** A person has to authorise again. */
  | { kind: "needs_auth"; reason: string }
  /** The CRM or the database failed as a whole. */
  | { kind: "failed"; retryAt: Date; reason: string }
  /** Somebody else's turn: paused, switched off, or a newer pass has begun. */
  | { kind: "stopped" };

/**
 * What an error makes of a pass.
 *
 * @param failures passes that failed in a row before this one
 */
export function toFailure(
  error: unknown,
  failures: number,
  { clock, random }: { clock: () => Date; random: () => number },
): { result: PassResult; failures: number } {
  const reason = errorMessage(error);
  const after = (seconds: number) => new Date(clock().getTime() + seconds * 1000);
  if (error instanceof AuthorizationError) return { result: { kind: "needs_auth", reason }, failures };
  if (error instanceof RetryAfterError) {
    return { result: { kind: "wait", until: after(error.retryAfterSeconds), reason }, failures };
  }
  const retryAt = after(backoffSeconds(failures + 1, random));
  return { result: { kind: "failed", retryAt, reason }, failures: failures + 1 };
}
