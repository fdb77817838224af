import {
  ConfigurationError,
  ConflictError,
  InvalidPayloadError,
  NotFoundError,
  TransientError,
} from "@coccinelle/core";
import { isDatabaseAway } from "@coccinelle/db";
import type * as z from "zod";

/** One field that a request got wrong. */
export interface ErrorDetail {
  path: string;
  message: string;
}

interface ApiErrorOptions {
  details?: unknown;
  headers?: Record<string, string>;
}

/** A failure with the status, the code and the message that the API answers. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    { details, headers = {} }: ApiErrorOptions = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }
}

/** A request may have thousands of wrong fields. Nobody corrects more than these at once. */
const MAX_DETAILS = 20;

/** A 400. Its message names every wrong field, for a person who does not read the details. */
export function invalidRequest(all: ErrorDetail[]): ApiError {
  const more = all.length - MAX_DETAILS;
  const details = more > 0 ? [...all.slice(0, MAX_DETAILS), { path: "", message: `and ${more} more` }] : all;
  const message = details.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join("; ");
  return new ApiError(400, "invalid_request", message, { details });
}

export function toErrorDetails(error: z.ZodError): ErrorDetail[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join("."), message: "unknown field" }))
      : [{ path: issue.path.join("."), message: issue.message }],
  );
}

const RETRY_AFTER_SECONDS = 5;

/** A 503 that asks the caller to try again in a few seconds. */
export function unavailable(message: string): ApiError {
  return new ApiError(503, "unavailable", message, {
    headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
  });
}

/** Translates any error. The message of an unknown one stays in the log, because it may hold a person's data. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof InvalidPayloadError) return invalidRequest([{ path: "", message: error.message }]);
  if (error instanceof NotFoundError) return new ApiError(404, "not_found", error.message);
  if (error instanceof ConflictError) {
    const { customerId } = error.context;
    return new ApiError(409, "conflict", error.message, {
      details: customerId ? { existingId: customerId } : undefined,
    });
  }
  if (error instanceof ConfigurationError) return new ApiError(500, "configuration", error.message);
  if (error instanceof TransientError || isDatabaseAway(error)) {
    return unavailable("the database does not answer; try again");
  }
  return new ApiError(
    500,
    "internal",
    "the API failed; the x-request-id of this answer finds the cause in the log",
  );
}
