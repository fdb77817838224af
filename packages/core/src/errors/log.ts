import { type ErrorContext, errorMessage, PipelineError } from "./errors.ts";

/** The fields of a log line: ids, counts and codes. They never hold message text, phone numbers, names or tokens. */
export type LogFields = ErrorContext;

/** Writes one structured line. Workers pass `writeLog`; tests pass a recorder. */
export type Log = (level: "info" | "warn" | "error", event: string, fields: LogFields) => void;

/** Writes one JSON line to the console. Cloudflare indexes it by its fields. */
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
