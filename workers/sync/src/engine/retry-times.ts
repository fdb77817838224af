import { backoffSeconds } from "@coccinelle/core";

/** The adapter itself retries failures that last for seconds, so a record's first delay is about a minute. */
const DOUBLINGS_AHEAD = 4;
/** A record that keeps failing is tried again a few times a day. */
const MAX_ATTEMPT_DELAY_SECONDS = 6 * 60 * 60;

const FIRST_LOOK_DELAY_SECONDS = 10;
/** A job of the CRM takes from seconds to hours. */
const MAX_LOOK_DELAY_SECONDS = 5 * 60;

/**
 * The time of the next attempt at a record that failed.
 *
 * @param attempts how often the record failed in a row, from 1
 * @returns ISO 8601
 */
export function nextAttemptAt(attempts: number, now: Date, random: () => number): string {
  const delaySeconds = backoffSeconds(attempts + DOUBLINGS_AHEAD, random, MAX_ATTEMPT_DELAY_SECONDS);
  return secondsAfter(now, delaySeconds).toISOString();
}

/**
 * The time of the next look at a job of the CRM.
 *
 * @param looks how often the job was looked at before
 */
export function nextLookAt(looks: number, now: Date): Date {
  return secondsAfter(now, Math.min(FIRST_LOOK_DELAY_SECONDS * 2 ** looks, MAX_LOOK_DELAY_SECONDS));
}

function secondsAfter(now: Date, seconds: number): Date {
  return new Date(now.getTime() + seconds * 1000);
}
