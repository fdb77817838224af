import { AuthorizationError, RetryAfterError, TransientError } from "@coccinelle/core";
import type { Fetch } from "../../http/fetch.ts";
import type { RawAnswer } from "../../http/raw-answer.ts";
import { retryHiccups } from "../../http/retry-hiccups.ts";
import { startTimeLimit } from "../../http/time-limit.ts";
import { isSalesforceInstanceUrl } from "../access/salesforce-hosts.ts";
import type { CallLimiter } from "./call-limiter.ts";
import { translateAnswer } from "./translate-answer.ts";

/** A collection whose records start automations takes many seconds; Salesforce itself gives up after ten minutes. */
export const TIMEOUT_MS = 60_000;

/** What calls are made with. */
export interface SalesforceAccess {
  accessToken: string;
  /** The organisation's address. */
  instanceUrl: string;
}

/**
 * Gives the access for the next call. With `refused`, that token was refused: a new one is to be fetched,
 * unless it has been replaced already. A token that cannot be renewed is given again.
 *
 * Throws `AuthorizationError` where a person has to act, and only then.
 */
export type GetSalesforceAccess = (options?: { refused: string }) => Promise<SalesforceAccess>;

export interface TransportDeps {
  fetch: Fetch;
  getAccess: GetSalesforceAccess;
  /** The deployer's `SALESFORCE_LOGIN_URL`: its origin is trusted as an organisation's address as well. */
  loginUrl: string;
  limiter: CallLimiter;
  sleep: (delayMs: number) => Promise<void>;
  random: () => number;
  timeoutMs: number;
}

/** What the SDK wants to send. */
export interface SdkRequest {
  /** With its query. */
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

export type Send = (request: SdkRequest) => Promise<RawAnswer>;

/** Doing these twice does no harm: they read, or name the record that they write. */
const REPEATABLE_METHODS: readonly string[] = ["GET", "PATCH", "DELETE"];

/**
 * Sends one request of the SDK: within the limits, with a time-out, with the present token, to the
 * organisation's own address, and again after a hiccup where doing it twice does no harm.
 *
 * @returns answers of 2xx alone; what else may come is thrown as an error of ours
 */
export function createTransport(deps: TransportDeps): Send {
  return (request) => {
    const attempt = () => authorized(deps, request);
    if (!REPEATABLE_METHODS.includes(request.method)) return attempt();
    return retryHiccups(attempt, deps);
  };
}

async function authorized(deps: TransportDeps, request: SdkRequest): Promise<RawAnswer> {
  const access = await deps.getAccess();
  const answer = await exchange(deps, request, access);
  if (answer.status !== 401) return accept(deps, answer);

  const renewed = await deps.getAccess({ refused: access.accessToken });
  const second = await exchange(deps, request, renewed);
  if (second.status !== 401) return accept(deps, second);
  throw renewed.accessToken === access.accessToken
    ? new AuthorizationError("Salesforce refuses the access token: a valid one has to be entered")
    : new TransientError("Salesforce refuses an access token that it has just given", {
        context: { status: 401 },
      });
}

function accept({ limiter }: TransportDeps, answer: RawAnswer): RawAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const error = translateAnswer(answer);
  if (error instanceof RetryAfterError) limiter.block(error.retryAfterSeconds);
  throw error;
}

async function exchange(
  { fetch, loginUrl, limiter, timeoutMs }: TransportDeps,
  { path, method, headers: given, body }: SdkRequest,
  { accessToken, instanceUrl }: SalesforceAccess,
): Promise<RawAnswer> {
  if (!isSalesforceInstanceUrl(instanceUrl, loginUrl)) {
    throw new AuthorizationError(
      "The address of the organisation is none of Salesforce's: its own My Domain has to be entered",
    );
  }
  const leave = await limiter.enter();
  const limit = startTimeLimit(timeoutMs);
  let headers: Record<string, string> | null = null;
  try {
    const request = new Request(new URL(instanceUrl).origin + path, {
      method,
      headers: { accept: "application/json", ...given, authorization: `Bearer ${accessToken}` },
      body: body ?? null,
      redirect: "manual",
      signal: limit.signal,
    });
    const response = await fetch(request);
    headers = Object.fromEntries(response.headers);
    return { status: response.status, headers, text: await response.text() };
  } catch (cause) {
    throw new TransientError("Salesforce could not be reached, or did not answer in time", { cause });
  } finally {
    limit.clear();
    leave(headers);
  }
}
