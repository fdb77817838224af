import {
  ConfigurationError,
  errorFields,
  InvalidPayloadError,
  InvalidSignatureError,
  type Log,
  NotFoundError,
  PipelineError,
  TransientError,
} from "@coccinelle/core";

/** The body is larger than its provider's cap, or the event made of it is larger than a queue message. */
export class PayloadTooLargeError extends PipelineError {
  readonly retryable = false;
}

/** The route exists, but not for the request's method. */
export class MethodNotAllowedError extends PipelineError {
  readonly retryable = false;
  readonly allow: string;

  constructor(allow: string) {
    super(`only ${allow} is allowed here`);
    this.allow = allow;
  }
}

/** Long enough for a hiccup to pass, and short enough to come before the provider's own retry. */
const RETRY_AFTER_SECONDS = 5;

interface Refusal {
  status: number;
  code: string;
  headers?: Record<string, string>;
}

/**
 * Answers a request that failed, and logs it under the same id. The answer is
 * `{"error":{"code","message"}}`. It says nothing of an error that is no PipelineError.
 */
export function errorResponse(error: unknown, requestId: string, log: Log): Response {
  const { status, code, headers } = toRefusal(error);
  const message = error instanceof PipelineError ? error.message : "internal error";
  log(status < 500 ? "warn" : "error", "webhook_refused", { requestId, status, code, ...errorFields(error) });
  return Response.json(
    { error: { code, message } },
    { status, headers: { ...headers, "x-request-id": requestId } },
  );
}

function toRefusal(error: unknown): Refusal {
  if (error instanceof InvalidSignatureError) return { status: 403, code: "invalid_signature" };
  if (error instanceof InvalidPayloadError) return { status: 400, code: "invalid_request" };
  if (error instanceof NotFoundError) return { status: 404, code: "not_found" };
  if (error instanceof MethodNotAllowedError) {
    return { status: 405, code: "method_not_allowed", headers: { allow: error.allow } };
  }
  if (error instanceof PayloadTooLargeError) return { status: 413, code: "too_large" };
  if (error instanceof TransientError) {
    return { status: 503, code: "unavailable", headers: { "retry-after": String(RETRY_AFTER_SECONDS) } };
  }
  if (error instanceof ConfigurationError) return { status: 500, code: "configuration" };
  return { status: 500, code: "internal" };
}
