import { toResponse } from "../../frame/answer.ts";
import { SalesforceError } from "./salesforce-error.ts";
import type { SalesforceFault } from "./salesforce-options.ts";

const ERRORS: Readonly<Record<string, { status: number; message: string }>> = {
  INVALID_SESSION_ID: { status: 401, message: "Session expired or invalid" },
  REQUEST_LIMIT_EXCEEDED: { status: 403, message: "TotalRequests Limit exceeded." },
  API_DISABLED_FOR_ORG: { status: 403, message: "API is not enabled for this Organization or Partner" },
  INSUFFICIENT_ACCESS: { status: 403, message: "The user does not have the necessary permissions" },
  UNABLE_TO_LOCK_ROW: { status: 400, message: "unable to obtain exclusive access to this record" },
  QUERY_TIMEOUT: { status: 400, message: "Your query request was running for too long." },
  UNKNOWN_EXCEPTION: { status: 500, message: "An unexpected error occurred." },
  SERVER_UNAVAILABLE: { status: 503, message: "There was an issue processing your request." },
};

const CODES_BY_STATUS: Readonly<Record<number, string>> = {
  401: "INVALID_SESSION_ID",
  403: "REQUEST_LIMIT_EXCEEDED",
  503: "SERVER_UNAVAILABLE",
};

/** What a failing API answers: its own errors, or a gateway's page for 502 and 504. */
export function toFaultResponse(fault: SalesforceFault): Response {
  const named = fault.errorCode === undefined ? undefined : ERRORS[fault.errorCode];
  const status = fault.status ?? named?.status ?? 500;
  const headers: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { "Retry-After": String(fault.retryAfterSeconds) };
  if (fault.errorCode === undefined && (status === 502 || status === 504)) {
    return new Response(`<html><head><title>${status}</title></head><body>proxy</body></html>`, {
      status,
      headers: { ...headers, "Content-Type": "text/html" },
    });
  }
  const errorCode = fault.errorCode ?? CODES_BY_STATUS[status] ?? "UNKNOWN_EXCEPTION";
  const message = ERRORS[errorCode]?.message ?? "an unexpected error occurred";
  return toResponse({ ...new SalesforceError(status, errorCode, message).toAnswer(), headers });
}
