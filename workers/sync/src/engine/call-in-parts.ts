import { AuthorizationError, errorMessage, RetryAfterError, splitOnFailure } from "@coccinelle/core";

/** The answers to a page's calls. An item with neither an outcome nor a failure was not sent, or not answered. */
export interface PageAnswers<Item, Outcome> {
  outcomes: Outcome[];
  /** The errors of items whose call failed even when it was for that item alone. */
  failures: Map<Item, unknown>;
  /** The error that forbids more calls: a limit, or an authorisation that is gone. */
  stop: RetryAfterError | AuthorizationError | null;
}

/**
 * Calls the CRM for a page in parts of the size that the CRM takes, side by side. A part that fails is halved until
 * the item at fault is alone.
 */
export async function callInParts<Item, Outcome>(
  items: readonly Item[],
  partSize: number,
  call: (part: readonly Item[]) => Promise<readonly Outcome[]>,
): Promise<PageAnswers<Item, Outcome>> {
  const answers: PageAnswers<Item, Outcome> = { outcomes: [], failures: new Map(), stop: null };
  const parts = Array.from({ length: Math.ceil(items.length / partSize) }, (_, index) =>
    items.slice(index * partSize, (index + 1) * partSize),
  );
  const failed = await Promise.all(
    parts.map((part) =>
      splitOnFailure(part, async (half) => {
        if (answers.stop !== null) return;
        try {
          answers.outcomes.push(...(await call(half)));
        } catch (error) {
          if (!isStop(error)) throw error;
          answers.stop ??= error;
        }
      }),
    ),
  );
  answers.failures = new Map(failed.flatMap((failures) => [...failures]));
  return answers;
}

/** Whether an error forbids more calls. */
export function isStop(error: unknown): error is RetryAfterError | AuthorizationError {
  return error instanceof RetryAfterError || error instanceof AuthorizationError;
}

/** @throws the error that keeps the pass from going on: a stop, or the last failure where every item failed */
export function throwIfStopped({ outcomes, failures, stop }: PageAnswers<unknown, unknown>): void {
  if (stop !== null) throw stop;
  if (failures.size > 0 && outcomes.length === 0) throw [...failures.values()].at(-1);
}

/** Why an item without an outcome failed. Null where a stop came before its turn, so that it stays as it is. */
export function failureReason<Item>(
  { failures, stop }: PageAnswers<Item, unknown>,
  item: Item,
): string | null {
  if (failures.has(item)) return errorMessage(failures.get(item));
  return stop === null ? "the CRM's answer does not say what became of it" : null;
}
