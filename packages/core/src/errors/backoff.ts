/** A short failure of the database is over in seconds. */
const FIRST_DELAY_SECONDS = 5;
/** During an outage one attempt every quarter of an hour is enough. */
const MAX_DELAY_SECONDS = 15 * 60;

/**
 * The delay before the next attempt. It doubles with each attempt up to a limit. Up to half of it is random, so that
 * messages which failed together are not all tried again together.
 *
 * @param attempts the number of attempts so far, from 1
 * @param random returns a number in [0, 1)
 * @param maxDelaySeconds the limit
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
