/** A short hiccup of the database is over in seconds. */
const FIRST_DELAY_SECONDS = 5;
/** An outage is tried again every quarter of an hour. */
const MAX_DELAY_SECONDS = 15 * 60;

/**
 * Delay before the next attempt: doubled each time, up to a limit, with up to half of it
 * left to chance so that what failed together does not come back together.
 *
 * @param attempts how often it was tried, from 1
 * @param random a number in [0, 1)
 * @returns whole seconds
 */
export function backoffSeconds(
  attempts: number,
  random: () => number,
  maxDelaySeconds: number = MAX_DELAY_SECONDS,
): number {
  const ceiling = Math.min(FIRST_DELAY_SECONDS * 2 ** (attempts - 1), maxDelaySeconds);
  return Math.ceil(ceiling * (0.5 + random() / 2));
}
