import { errorMessage, NonRetryableError, PipelineError, TransientError } from "@coccinelle/core";

/**
 * SQLite's result codes that the data itself causes, so that trying again cannot help. All else may
 * pass: overloads, lost connections, resets, and a schema that a migration has yet to bring.
 */
const CAUSED_BY_DATA = /SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)|string or blob too big/;

/** Whether an error is D1's own and not a statement's: it does not answer, or not in time. */
export function isDatabaseAway(error: unknown): boolean {
  const message = errorMessage(error);
  return message.startsWith("D1_") && !message.includes("SQLITE_");
}

/** Translates what D1 throws, once: `NonRetryableError` where the data is at fault, else `TransientError`. */
export function toDatabaseError(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  const message = errorMessage(error);
  return CAUSED_BY_DATA.test(message)
    ? new NonRetryableError(message, { cause: error })
    : new TransientError(message, { cause: error });
}
