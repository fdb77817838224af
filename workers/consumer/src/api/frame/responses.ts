import { errorFields, type Log } from "@coccinelle/core";
import type { IRequest } from "itty-router";
import { toApiError } from "./api-error.ts";

/** Answers hold people's data, so no cache may keep one and no browser may read one as another type. */
const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

export function jsonResponse(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { ...HEADERS, ...headers } });
}

export function noContent(): Response {
  return new Response(null, { status: 204, headers: HEADERS });
}

interface ErrorDeps {
  newId: () => string;
  log: Log;
}

/** Answers a failed request and logs it. The answer and the log line have the same request id. */
export function errorResponse(error: unknown, request: IRequest, { newId, log }: ErrorDeps): Response {
  const { status, code, message, details, headers } = toApiError(error);
  const requestId = newId();
  // The path may name people by their tags and ids, so the log gets the route's pattern.
  const outcome = { requestId, method: request.method, route: request.route ?? null, status, code };
  if (status >= 500) log("error", "api_request_failed", { ...outcome, ...errorFields(error) });
  else log("info", "api_request_refused", outcome);
  return jsonResponse(
    status,
    { error: { code, message, details } },
    { ...headers, "x-request-id": requestId },
  );
}
