import type { HubspotCall } from "./call-log.ts";

/**
 * - `fail-before`: a 500, and nothing is changed
 * - `fail-after`: everything is changed, and then a 500
 * - `status`: the given status, and nothing is changed
 * - `time-out`: nothing is changed, and no answer comes until the caller gives up
 * - `drop-answer`: everything is changed, and the connection breaks before the answer
 */
export type FaultKind = "fail-before" | "fail-after" | "status" | "time-out" | "drop-answer";

export interface Fault {
  match: (call: HubspotCall) => boolean;
  kind: FaultKind;
  /** For `status`, and in place of the 500 of `fail-before` and `fail-after`. */
  status?: number;
  /** Sent as `Retry-After`. */
  retryAfterSeconds?: number;
  /** How many calls it befalls; `Infinity` until `faults.clear()`. */
  times: number;
}

/** Faults that wait for their call; each call meets the first that matches. */
export class Faults {
  #waiting: Fault[] = [];

  push(...faults: Fault[]): void {
    this.#waiting.push(...faults.map((fault) => ({ ...fault })));
  }

  clear(): void {
    this.#waiting = [];
  }

  take(call: HubspotCall): Fault | undefined {
    const fault = this.#waiting.find(({ match, times }) => times > 0 && match(call));
    if (fault) fault.times -= 1;
    return fault;
  }
}

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
