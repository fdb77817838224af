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
  "ORG_IN_MAINTENANCE",
  "LOGIN_DURING_RESTRICTED_TIME",
];
/** The user or the organisation may not call: no record is to blame, and a person has to act. */
const ACTIONS_BY_CODE: Readonly<Record<string, string>> = {
  API_DISABLED_FOR_ORG:
    "the organisation's edition has to include the API, and the user needs the permission API Enabled",
  API_CURRENTLY_DISABLED:
    "the organisation's edition has to include the API, and the user needs the permission API Enabled",
  INVALID_OPERATION_WITH_EXPIRED_PASSWORD: "the user's password has expired and has to be changed",
  PASSWORD_LOCKOUT: "the user is locked and has to be unlocked",
  TRIAL_EXPIRED: "the organisation's trial has ended",
  ORG_LOCKED: "the organisation is locked",
  INVALID_LOGIN: "the user's name or password is wrong, or the user is locked",
  LOGIN_MUST_USE_SECURITY_TOKEN:
    "the user has to be let in from any address, or the integration needs another client",
  LOGIN_DURING_RESTRICTED_DOMAIN: "the user's profile has to allow logins from any address",
  CLIENT_NOT_ACCESSIBLE_FOR_USER: "the user has to be allowed to use the connected app",
  CLIENT_REQUIRE_UPDATE_FOR_USER: "the user has to authorise the connected app again",
  INACTIVE_USER: "the user is not active",
  USER_FROZEN: "the user is frozen",
  MUTUAL_AUTHENTICATION_FAILED: "the organisation asks for a client certificate",
};
/** Refusals of an object or of a record that come as a 403, too. */
const RECORD_CODES: readonly string[] = [
  "INSUFFICIENT_ACCESS",
  "INSUFFICIENT_ACCESS_OR_READONLY",
  "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
  "INVALID_TYPE",
  "NOT_FOUND",
  "DUPLICATE_VALUE",
  "DUPLICATE_DEVELOPER_NAME",
];

const RefusalBodies = z.array(RefusalBody).min(1).catch([]);
const Messages = z.array(z.object({ message: z.string().catch("") })).catch([]);

/** The codes of an answer, for people; null where it names none. */
export function readReason({ text }: RawAnswer): string | null {
  return (
    RefusalBodies.parse(parseJson(text))
      .map(({ code }) => code)
      .join(", ") || null
  );
}

/**
 * The one place where Salesforce's errors become ours, by their codes: its messages may quote values and go
 * no further.
 *
 * @param answer any but 2xx
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
  if (status === 429) {
    return new RetryAfterError("Salesforce has too many calls", CONCURRENCY_SECONDS, { context });
  }
  const userCode = refusals.map(({ code }) => code).find((code) => code in ACTIONS_BY_CODE);
  if (userCode !== undefined) {
    const action = ACTIONS_BY_CODE[userCode];
    return new AuthorizationError(`Salesforce does not let this user call its API (${userCode}): ${action}`, {
      context,
    });
  }
  if (status >= 300 && status < 400) {
    return new TransientError("Salesforce leads to another address, which is not followed", { context });
  }
  if (status >= 500 || status === 408 || has(PASSING_CODES)) {
    return new TransientError("Salesforce failed", { context });
  }
  // A call that is forbidden as a whole is nobody's record's fault, whatever the code may mean.
  if (status === 403 && !has(RECORD_CODES)) {
    const codes = refusals.map(({ code }) => code).join(", ") || "no reason named";
    return new TransientError(`Salesforce forbids the call: ${codes}`, { context });
  }
  return new SalesforceRefusal(
    status,
    refusals.length > 0 ? refusals : [{ code: `HTTP_${status}`, innerCodes: [], fields: [], holderIds: [] }],
  );
}
