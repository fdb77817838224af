import { type ErrorContext, errorMessage, PipelineError } from "./errors.ts";

/** Ids, counts and codes; never message text, phone numbers, names or tokens. */
export type LogFields = ErrorContext;

/** Writes one structured line. Workers pass `writeLog`; tests pass a recorder. */
export type Log = (level: "info" | "warn" | "error", event: string, fields: LogFields) => void;

/** One JSON line on the console, which the platform indexes by its fields. */
export const writeLog: Log = (level, event, fields) => {
  console[level](JSON.stringify({ level, event, ...fields }));
};

/** The loggable part of an error: its kind, its message and its context. */
export function errorFields(error: unknown): LogFields {
  return {
    error: error instanceof Error ? error.name : "Error",
    message: errorMessage(error),
    ...(error instanceof PipelineError ? error.context : {}),
  };
}
