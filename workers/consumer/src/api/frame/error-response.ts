import {
  ConfigurationError,
  ConflictError,
  errorFields,
  InvalidPayloadError,
  type Log,
  NotFoundError,
  TransientError,
} from "@coccinelle/core";
import { isDatabaseAway } from "@coccinelle/db";
import type { IRequest } from "itty-router";
import { ApiError, invalidRequest } from "./api-error.ts";
import { jsonResponse } from "./responses.ts";

const RETRY_AFTER_SECONDS = 5;

/** Answers a failed request and logs it; one id is in both. */
export function errorResponse(error: unknown, request: IRequest, log: Log): Response {
  const { status, code, message, details, headers } = toApiError(error);
  const requestId = crypto.randomUUID();
  // The route's pattern, not the path: tags and ids of people are in the path.
  const outcome = { requestId, method: request.method, route: request.route ?? null, status, code };
  if (status >= 500) log("error", "api_request_failed", { ...outcome, ...errorFields(error) });
  else log("info", "api_request_refused", outcome);
  return jsonResponse(
    status,
    { error: { code, message, details } },
    { ...headers, "x-request-id": requestId },
  );
}

/** What an unknown error says stays in the log: it may hold what is not the reader's to see. */
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
    return new ApiError(503, "unavailable", "the database does not answer; try again", {
      headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
    });
  }
  return new ApiError(500, "internal", "something failed here; its x-request-id finds it in the log");
}
