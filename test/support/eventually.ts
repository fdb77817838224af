import { expect } from "vitest";

/** Longer than any machine takes: a test that still waits then waits for ever. */
export const DEADLOCK_MS = 5 * 60_000;
const INTERVAL_MS = 20;

/** Asks again until the answer is as expected. */
export function eventually<Answer>(ask: () => Answer | Promise<Answer>) {
  return expect.poll(ask, { timeout: DEADLOCK_MS, interval: INTERVAL_MS });
}
