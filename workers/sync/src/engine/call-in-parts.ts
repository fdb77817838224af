import { AuthorizationError, errorMessage, RetryAfterError, splitOnFailure } from "@coccinelle/core";

/** What a page's calls came to. Items that are in none of them were not asked about, or not answered. */
export interface PageAnswers<Item, Outcome> {
  outcomes: Outcome[];
  /** Items whose call failed, even alone. */
  failures: Map<Item, unknown>;
  /** Nothing more may be asked: a limit, or an authorisation that is gone. */
  stop: RetryAfterError | AuthorizationError | null;
}

/** Calls for a page in parts of the CRM's size, side by side; a part that fails is halved until the item at fault is alone. */
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

/** Whether an error says that nothing more may be asked. */
export function isStop(error: unknown): error is RetryAfterError | AuthorizationError {
  return error instanceof RetryAfterError || error instanceof AuthorizationError;
}

/** @throws what kept the pass from going on: a stop, or the last failure where everything failed */
export function throwIfStopped({ outcomes, failures, stop }: PageAnswers<unknown, unknown>): void {
  if (stop !== null) throw stop;
  if (failures.size > 0 && outcomes.length === 0) throw [...failures.values()].at(-1);
}

/** Why an item that has no outcome failed; null where it was not its turn, and stays as it is. */
export function failureReason<Item>(
  { failures, stop }: PageAnswers<Item, unknown>,
  item: Item,
): string | null {
  if (failures.has(item)) return errorMessage(failures.get(item));
  return stop === null ? "the CRM's answer does not say what became of it" : null;
}
