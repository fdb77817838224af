import { backoffSeconds } from "@coccinelle/core";

/** What fails for seconds is the adapter's to try again: here the first delay is about a minute. */
const DOUBLINGS_AHEAD = 4;
/** What keeps failing is tried again a few times a day. */
const MAX_DELAY_SECONDS = 6 * 60 * 60;

/**
 * When to try a record again.
 *
 * @param attempts how often it failed in a row, from 1
 * @returns ISO 8601
 */
export function nextAttemptAt(attempts: number, now: Date, random: () => number): string {
  const delaySeconds = backoffSeconds(attempts + DOUBLINGS_AHEAD, random, MAX_DELAY_SECONDS);
  return new Date(now.getTime() + delaySeconds * 1000).toISOString();
}
