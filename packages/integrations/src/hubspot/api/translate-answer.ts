import { AuthorizationError, type PipelineError, RetryAfterError, TransientError } from "@coccinelle/core";
import { parseJson, type RawAnswer } from "../../http/exchange.ts";
import { HubspotRefusal, RefusalBody, readRefusal } from "./hubspot-refusal.ts";

/** The token lacks a right; an administrator has to grant it. */
export class MissingScopesError extends AuthorizationError {
  readonly scopes: string[];

  constructor(scopes: string[]) {
    super(`HubSpot asks for rights that its access token does not have: ${scopes.join(", ") || "not named"}`);
    this.scopes = scopes;
  }
}

/** The burst limit counts ten seconds. */
const BURST_SECONDS = 10;
/** The daily limit ends at midnight in the account's time zone, which is not known here. */
const DAILY_SECONDS = 60 * 60;
/** A locked record is free again after two seconds at the earliest. */
const LOCKED_SECONDS = 2;
/** An account that moves between data centers; the answer says for how long, up to a day. */
const MIGRATION_SECONDS = 24 * 60 * 60;

/**
 * The one place where HubSpot's errors become ours. Neither its messages nor its headers go further.
 *
 * @param answer any but 2xx
 */
export function translateAnswer({ status, headers, text }: RawAnswer): PipelineError {
  const body = RefusalBody.safeParse(parseJson(text)).data ?? RefusalBody.parse({});
  const asked = Number(headers["retry-after"] ?? Number.NaN);
  const retryAfter = (seconds: number) => (Number.isFinite(asked) ? Math.max(1, Math.ceil(asked)) : seconds);
  const context = { status };
  switch (status) {
    case 429:
      return body.policyName === "DAILY"
        ? new RetryAfterError("HubSpot's daily limit is used up", retryAfter(DAILY_SECONDS), { context })
        : new RetryAfterError("HubSpot's rate limit was met", retryAfter(BURST_SECONDS), { context });
    case 423:
      return new RetryAfterError(
        "HubSpot has the records locked",
        Math.max(LOCKED_SECONDS, retryAfter(LOCKED_SECONDS)),
        { context },
      );
    case 477:
      return new RetryAfterError("HubSpot moves the account", retryAfter(MIGRATION_SECONDS), { context });
    case 403:
      // HubSpot has several wordings for a missing scope. A page that is not HubSpot's own says nothing of one.
      if (isHubspots(body)) return new MissingScopesError(readScopes(body));
      return new TransientError("HubSpot forbids the call without naming a right", { context });
    case 408:
      return new TransientError("HubSpot gave up waiting", { context });
  }
  if (status >= 400 && status < 500) return new HubspotRefusal(status, readRefusal(body));
  return new TransientError("HubSpot failed", { context });
}

/** The category of an answer, for people; null where it names none. */
export function readReason({ text }: RawAnswer): string | null {
  const body = RefusalBody.safeParse(parseJson(text)).data;
  return body === undefined || body.category === "UNKNOWN" ? null : body.category;
}

function isHubspots({ category, message, errors }: RefusalBody): boolean {
  return category !== "UNKNOWN" || message !== "" || errors.length > 0;
}

/** `This app hasn't been granted all required scopes to make this call … requires any of [a, b]`. */
const SCOPES_IN_MESSAGE = /requires? (?:any|all|one) of:? \[([^\]]*)\]/gi;
const SCOPE = /^[a-z][a-z0-9-]*(?:[._-][a-z0-9-]+)*$/;

function readScopes({ message, context, errors }: RefusalBody): string[] {
  const named = [context, ...errors.map((each) => each.context)].flatMap(
    ({ requiredScopes = [], missingScopes = [], requiredGranularScopes = [] }) => [
      ...requiredScopes,
      ...missingScopes,
      ...requiredGranularScopes,
    ],
  );
  const told = [message, ...errors.map((each) => each.message)].flatMap((text) =>
    Array.from(text.matchAll(SCOPES_IN_MESSAGE), ([, list = ""]) => list.split(/[\s,"']+/)).flat(),
  );
  return [...new Set([...named, ...told.filter((name) => SCOPE.test(name))])];
}
