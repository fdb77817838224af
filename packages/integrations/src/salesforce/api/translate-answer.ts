import { AuthorizationError, type PipelineError, RetryAfterError, TransientError } from "@coccinelle/core";
import * as z from "zod";
import { parseJson, type RawAnswer } from "../../http/exchange.ts";
import { RefusalBody, SalesforceRefusal } from "./salesforce-refusal.ts";

/** The daily limit counts the last 24 hours: it eases by and by, and four looks an hour cost next to nothing. */
const DAILY_SECONDS = 15 * 60;
/** Too many long requests at once: some of them will have ended. */
const CONCURRENCY_SECONDS = 10;

const PASSING_CODES: readonly string[] = [
  "SERVER_UNAVAILABLE",
  "UNKNOWN_EXCEPTION",
  "QUERY_TIMEOUT",
  "UNABLE_TO_LOCK_ROW",
];
const API_DISABLED_CODES: readonly string[] = ["API_DISABLED_FOR_ORG", "API_CURRENTLY_DISABLED"];

const RefusalBodies = z.array(RefusalBody).min(1).catch([]);
const Messages = z.array(z.object({ message: z.string().catch("") })).catch([]);

/**
 * The one place where Salesforce's errors become ours, by their codes: its messages may quote values and go
 * no further.
 *
 * @param answer any but 2xx and 401
 */
export function translateAnswer({ status, text }: RawAnswer): PipelineError {
  const body = parseJson(text);
  const refusals = RefusalBodies.parse(body);
  const has = (codes: readonly string[]) => refusals.some(({ code }) => codes.includes(code));
  const context = { status };
  if (has(["REQUEST_LIMIT_EXCEEDED"])) {
    return Messages.parse(body).some(({ message }) => message.startsWith("Concurrent"))
      ? new RetryAfterError("Salesforce has too many long requests at once", CONCURRENCY_SECONDS, { context })
      : new RetryAfterError("Salesforce's daily limit is used up", DAILY_SECONDS, { context });
  }
  if (has(API_DISABLED_CODES)) {
    return new AuthorizationError(
      "Salesforce does not let this user call its API: the organisation's edition has to include the API, and the user needs the permission API Enabled",
      { context },
    );
  }
  if (status >= 300 && status < 400) {
    return new TransientError("Salesforce leads to another address, which is not followed", { context });
  }
  if (status >= 500 || status === 408 || has(PASSING_CODES)) {
    return new TransientError("Salesforce failed", { context });
  }
  if (status === 403 && refusals.length === 0) {
    return new TransientError("Salesforce forbids the call without naming a reason", { context });
  }
  return new SalesforceRefusal(
    status,
    refusals.length > 0 ? refusals : [{ code: `HTTP_${status}`, fields: [], holderIds: [] }],
  );
}
