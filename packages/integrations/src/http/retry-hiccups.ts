import { TransientError } from "@coccinelle/core";
import pRetry from "p-retry";

/** A hiccup is over in seconds; whatever lasts longer is for the next pass. */
const RETRIES = 2;
const FIRST_DELAY_MS = 500;

interface RetryDeps {
  sleep: (delayMs: number) => Promise<void>;
  random: () => number;
}

/** Tries again what a `TransientError` ended; only for what does no harm when it is done twice. */
export function retryHiccups<Answer>(
  attempt: () => Promise<Answer>,
  { sleep, random }: RetryDeps,
): Promise<Answer> {
  return pRetry(attempt, {
    retries: RETRIES,
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof TransientError)) return false;
      await sleep(FIRST_DELAY_MS * 2 ** (attemptNumber - 1) * (0.5 + random() / 2));
      return true;
    },
  });
}
