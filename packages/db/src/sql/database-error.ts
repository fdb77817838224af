import { errorMessage, NonRetryableError, PipelineError, TransientError } from "@coccinelle/core";

/**
 * SQLite's result codes for errors that the data itself causes. Trying again cannot help with these. All other
 * errors may pass: overloads, lost connections, resets, and a schema that a migration has yet to change.
 */
const CAUSED_BY_DATA = /SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)|string or blob too big/;

/** Whether an error means that D1 does not answer, or not in time, rather than that a statement failed. */
export function isDatabaseAway(error: unknown): boolean {
  const message = errorMessage(error);
  return message.startsWith("D1_") && !message.includes("SQLITE_");
}

/**
 * Translates an error of D1 into one of this project's: `NonRetryableError` where the data is at fault, else
 * `TransientError`. A `PipelineError` comes back as it is.
 */
export function toDatabaseError(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  const message = errorMessage(error);
  return CAUSED_BY_DATA.test(message)
    ? new NonRetryableError(message, { cause: error })
    : new TransientError(message, { cause: error });
}
