import { CommandFailure } from "./command-failure.ts";
import { createAbandonmentCheck } from "./create-abandonment-check.ts";

/** What a shell reports of a command that was interrupted. */
const INTERRUPTED = 130;
const ABANDONMENT_CHECK_INTERVAL_MS = 500;

/**
 * Runs a command that ends early when its signal aborts: at a Ctrl-C, a stop from outside or a
 * closed terminal, or when npx or pnpm is gone. A CommandFailure is told in its own words, without a stack.
 */
export async function runCommand(command: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Not once: npx and pnpm pass on the same Ctrl-C that the terminal already sent.
    process.on(name, () => controller.abort());
  }
  const isAbandoned = createAbandonmentCheck();
  setInterval(() => isAbandoned() && controller.abort(), ABANDONMENT_CHECK_INTERVAL_MS).unref();
  try {
    await command(controller.signal);
  } catch (error) {
    if (controller.signal.aborted && error instanceof Error && error.name === "AbortError") {
      process.exitCode = INTERRUPTED;
    } else if (error instanceof CommandFailure) {
      console.error(`\n${error.message}`);
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
}
