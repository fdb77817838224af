import { AuthorizationError, backoffSeconds, errorMessage, RetryAfterError } from "@coccinelle/core";

/** How a pass ended, and so what happens after it. */
export type PassResult =
  /** Nothing is left to do. */
  | { kind: "done" }
  /** More is left, to be done at once. */
  | { kind: "more" }
  /** Nothing is done before a time. With a reason it is the end of a limit, else the next attempt at a failed record. */
  | { kind: "wait"; until: Date; reason: string | null }
  /** A person has to authorise again. */
  | { kind: "needs_auth"; reason: string }
  /** The CRM or the database failed as a whole. */
  | { kind: "failed"; retryAt: Date; reason: string }
  /** This pass may not go on: the integration is paused or switched off, or a newer pass has begun. */
  | { kind: "stopped" };

/**
 * The result of a pass that an error has ended, and how many passes have failed in a row with it.
 *
 * @param failures how many passes had failed in a row before this one
 */
export function resultOfError(
  error: unknown,
  failures: number,
  { clock, random }: { clock: () => Date; random: () => number },
): { result: PassResult; failures: number } {
  const reason = errorMessage(error);
  const secondsFromNow = (seconds: number) => new Date(clock().getTime() + seconds * 1000);
  if (error instanceof AuthorizationError) return { result: { kind: "needs_auth", reason }, failures };
  if (error instanceof RetryAfterError) {
    const until = secondsFromNow(error.retryAfterSeconds);
    return { result: { kind: "wait", until, reason }, failures };
  }
  const retryAt = secondsFromNow(backoffSeconds(failures + 1, random));
  return { result: { kind: "failed", retryAt, reason }, failures: failures + 1 };
}
