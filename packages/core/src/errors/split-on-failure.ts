import { isRetryable } from "./errors.ts";

/**
 * When two items in a row fail alone with a retryable error, the items are not the cause, and more tries would only
 * add load.
 */
const MAX_FAILURES_IN_A_ROW = 2;

/**
 * Applies all items at once. Where that fails, it applies each half by itself, and so on. So an item that cannot be
 * applied is alone when it fails. Where everything fails, the remaining items are not tried any more.
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
