import { isRetryable } from "./errors.ts";

/** Two that fail alone with nothing in between that succeeds: it is not their fault, and more tries would only add to it. */
const MAX_FAILURES_IN_A_ROW = 2;

/**
 * Applies all items at once; where that fails, each half by itself, and so on, so that an item that
 * cannot be applied is alone when it fails. Gives up on the rest when everything fails.
 *
 * @returns the error of each item that was not applied
 */
export async function splitOnFailure<T>(
  items: readonly T[],
  apply: (items: readonly T[]) => Promise<void>,
): Promise<Map<T, unknown>> {
  const failures = new Map<T, unknown>();
  let failuresInARow = 0;

  async function applyPart(part: readonly T[]): Promise<void> {
    if (part.length === 0) return;
    try {
      await apply(part);
      failuresInARow = 0;
    } catch (error) {
      const [only] = part;
      if (part.length === 1 && only !== undefined) {
        failures.set(only, error);
        failuresInARow = isRetryable(error) ? failuresInARow + 1 : 0;
        return;
      }
      const middle = Math.ceil(part.length / 2);
      for (const half of [part.slice(0, middle), part.slice(middle)]) {
        if (failuresInARow < MAX_FAILURES_IN_A_ROW) await applyPart(half);
        else for (const item of half) failures.set(item, error);
      }
    }
  }

  await applyPart(items);
  return failures;
}
