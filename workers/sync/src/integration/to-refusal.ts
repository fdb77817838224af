import {
  AuthorizationError,
  ConfigurationError,
  PipelineError,
  RetryAfterError,
  type SyncRefusal,
} from "@coccinelle/core";

export function refusal(code: string, message: string): SyncRefusal {
  return { ok: false, code, message };
}

/** @throws the error itself where nobody knows what it says */
export function toRefusal(error: unknown): SyncRefusal {
  if (!(error instanceof PipelineError)) throw error;
  return refusal(codeOf(error), error.message);
}

function codeOf(error: PipelineError): string {
  if (error instanceof AuthorizationError) return "needs_auth";
  if (error instanceof ConfigurationError) return "configuration";
  if (error instanceof RetryAfterError) return "limit";
  return error.retryable ? "unavailable" : "refused";
}
