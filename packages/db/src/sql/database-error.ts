import { errorMessage, NonRetryableError, PipelineError, TransientError } from "@coccinelle/core";

/**
 * SQLite's result codes for errors that the data itself causes. Trying again cannot help with these. All other
 * errors may pass: overloads, lost connections, resets, and a schema that a migration has yet to change.
 */
const CAUSED_BY_DATA = /SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)|string or blob too big/;

/**
 * The wordings of D1, SQLite and Durable Objects for what passes by itself. Not all of them begin as D1's own
 * errors do.
 */
const PASSES_BY_ITSELF =
  /SQLITE_(BUSY|LOCKED|INTERRUPT|IOERR)|database is locked|code was updated|code has been updated|connection (was )?lost|network connection|overloaded|too many requests queued|reset because|storage operation exceeded|exceeded (its )?(timeout|time limit)|timed? ?out|internal error|cannot resolve d1|object to be reset/i;

/**
 * Whether an error means that the database does not answer, or not in time, rather than that a statement failed:
 * the same request may succeed a moment later.
 */
export function isDatabaseAway(error: unknown): boolean {
  const message = errorMessage(error);
  if (PASSES_BY_ITSELF.test(message)) return true;
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
