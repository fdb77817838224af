import { CommandFailure } from "./command-failure.ts";
import { createAbandonmentCheck } from "./create-abandonment-check.ts";

/** The exit code that a shell reports for a command that was interrupted. */
const INTERRUPTED = 130;
const ABANDONMENT_CHECK_INTERVAL_MS = 500;

/**
 * Runs a command, and aborts its signal at a Ctrl-C, at a stop from outside, when the terminal is closed, or when the npx
 * or pnpm that started it has ended. Of a CommandFailure only the message is printed, without a stack.
 */
export async function runCommand(command: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // The handler stays for further signals, since npx and pnpm pass on a Ctrl-C that the terminal has sent already.
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
