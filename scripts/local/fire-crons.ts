import { setTimeout } from "node:timers/promises";

const MINUTE_MS = 60_000;

/**
 * Makes the gateway run the crons that are due, at the start of each minute. Local workerd does not run them by itself.
 * Ends when the signal aborts.
 */
export async function fireCrons(
  origin: string,
  signal: AbortSignal,
  onFailure: (reason: string) => void,
): Promise<void> {
  try {
    for (;;) {
      const time = (Math.floor(Date.now() / MINUTE_MS) + 1) * MINUTE_MS;
      await setTimeout(time - Date.now(), undefined, { signal });
      const response = await fetch(`${origin}/cdn-cgi/local/scheduled?time=${time}`, { signal });
      if (!response.ok)
        onFailure(`The crons could not be fired: ${response.status} ${await response.text()}`);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
