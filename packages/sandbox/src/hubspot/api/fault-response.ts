import type { Fault } from "../../frame/faults.ts";

const MESSAGES: Record<number, { message: string; category: string }> = {
  401: { message: "Authentication credentials not found.", category: "INVALID_AUTHENTICATION" },
  423: { message: "The resource is locked by another process. Try again later.", category: "LOCKED" },
  429: { message: "You have reached your ten_secondly_rolling limit.", category: "RATE_LIMITS" },
  477: {
    message: "This account is being migrated to another data centre.",
    category: "MIGRATION_IN_PROGRESS",
  },
};

/** From 502 on it is a gateway that answers, in HTML. */
const FIRST_GATEWAY_STATUS = 502;

/** What a failing API answers. */
export function toFaultResponse(fault: Fault, correlationId: string): Response {
  const { status = 500, retryAfterSeconds } = fault;
  const headers: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { "Retry-After": String(retryAfterSeconds) };
  if (status >= FIRST_GATEWAY_STATUS) {
    return new Response(`<html><head><title>${status}</title></head><body>cloudflare</body></html>`, {
      status,
      headers: { ...headers, "Content-Type": "text/html" },
    });
  }
  const known = MESSAGES[status] ?? { message: "internal error", category: "INTERNAL_ERROR" };
  const policy = status === 429 ? { policyName: "TEN_SECONDLY_ROLLING", errorType: "RATE_LIMIT" } : {};
  return Response.json({ status: "error", correlationId, ...known, ...policy }, { status, headers });
}
