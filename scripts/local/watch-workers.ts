import { setTimeout } from "node:timers/promises";
import { CommandFailure } from "./command-failure.ts";

const PROBE_INTERVAL_MS = 5_000;
/** While a Worker is built again, its requests wait. */
const PROBE_TIMEOUT_MS = 10_000;
const MAX_SILENCES = 2;

interface WatchOptions {
  signal: AbortSignal;
  intervalMs?: number;
  timeoutMs?: number;
}

/**
 * Asks from time to time whether the Workers answer. Wrangler does not notice when its workerd ends by itself: the port
 * then accepts requests and never answers. Ends when the signal aborts.
 *
 * @throws CommandFailure once nothing answers any more
 */
export async function watchWorkers(
  origin: string,
  { signal, intervalMs = PROBE_INTERVAL_MS, timeoutMs = PROBE_TIMEOUT_MS }: WatchOptions,
): Promise<void> {
  let silences = 0;
  while (silences < MAX_SILENCES) {
    try {
      await setTimeout(intervalMs, undefined, { signal });
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    silences = (await answers(origin, timeoutMs)) ? 0 : silences + 1;
  }
  throw new CommandFailure(
    `Nothing answers at ${origin} any more: workerd, in which the Workers run, has ended or hangs. Start again.`,
  );
}

/** Whether there is any answer. An error is one too, since it comes from a Worker that runs. */
async function answers(origin: string, timeoutMs: number): Promise<boolean> {
  try {
    const response = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
