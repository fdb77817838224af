const FIRST_DELAY_SECONDS = 10;
/** A job of the CRM takes from seconds to hours. */
const MAX_DELAY_SECONDS = 5 * 60;

/** When to see to a job again, after it was looked at so many times. */
export function nextLookAt(looks: number, now: Date): Date {
  const delaySeconds = Math.min(FIRST_DELAY_SECONDS * 2 ** looks, MAX_DELAY_SECONDS);
  return new Date(now.getTime() + delaySeconds * 1000);
}
