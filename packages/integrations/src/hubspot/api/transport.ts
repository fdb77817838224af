import { AuthorizationError, RetryAfterError, TransientError } from "@coccinelle/core";
import type { Fetch } from "../../http/fetch.ts";
import type { RawAnswer } from "../../http/raw-answer.ts";
import { retryHiccups } from "../../http/retry-hiccups.ts";
import { startTimeLimit } from "../../http/time-limit.ts";
import { toVersionedPath } from "./api-version.ts";
import type { CallLimiter } from "./call-limiter.ts";
import { translateAnswer } from "./translate-answer.ts";

/** Beyond it HubSpot's own gateway has given up. */
export const TIMEOUT_MS = 30_000;

/**
 * Gives the token for the next call. With `refused`, that token was refused with a 401: a new one is to be
 * fetched, unless it has been replaced already. A token that cannot be renewed is given again.
 *
 * Throws `AuthorizationError` where a person has to authorise again, and only then.
 */
export type GetAccessToken = (options?: { refused: string }) => Promise<string>;

export interface TransportDeps {
  fetch: Fetch;
  /** An origin, such as `https://api.hubapi.com`. */
  apiUrl: string;
  getAccessToken: GetAccessToken;
  limiter: CallLimiter;
  sleep: (delayMs: number) => Promise<void>;
  random: () => number;
  timeoutMs: number;
}

/** What the SDK wants to send: the path and query of an older version, and JSON. */
export interface SdkRequest {
  url: string;
  method: string;
  body: string | undefined;
}

export type Send = (request: SdkRequest) => Promise<RawAnswer>;

/**
 * Sends one request of the SDK: within the limits, with a time-out, with the present token, and again after
 * a hiccup where doing it twice does no harm.
 *
 * @returns answers of 2xx alone; what else may come is thrown as an error of ours
 */
export function createTransport(deps: TransportDeps): Send {
  return ({ url, method, body }) => {
    const { pathname, search } = new URL(url);
    const path = toVersionedPath(pathname);
    const attempt = () => authorized(deps, { path: path + search, method, body });
    // A creation whose answer was lost may stand there.
    if (path.includes("/objects/") && path.endsWith("/batch/create")) return attempt();
    return retryHiccups(attempt, deps);
  };
}

interface Call {
  path: string;
  method: string;
  body: string | undefined;
}

async function authorized(deps: TransportDeps, call: Call): Promise<RawAnswer> {
  const token = await deps.getAccessToken();
  const answer = await exchange(deps, call, token);
  if (answer.status !== 401) return accept(deps, answer);

  const renewed = await deps.getAccessToken({ refused: token });
  const second = await exchange(deps, call, renewed);
  if (second.status !== 401) return accept(deps, second);
  throw renewed === token
    ? new AuthorizationError("HubSpot refuses the access token: a valid one has to be entered")
    : new TransientError("HubSpot refuses an access token that it has just given", {
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
  { fetch, apiUrl, limiter, timeoutMs }: TransportDeps,
  { path, method, body }: Call,
  token: string,
): Promise<RawAnswer> {
  const leave = await limiter.enter(path.endsWith("/search") ? "search" : "other");
  const limit = startTimeLimit(timeoutMs);
  let headers: Record<string, string> | null = null;
  try {
    const request = new Request(new URL(path, apiUrl), {
      method,
      headers: {
        accept: "application/json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
      },
      body: body ?? null,
      redirect: "manual",
      signal: limit.signal,
    });
    const response = await fetch(request);
    headers = Object.fromEntries(response.headers);
    return { status: response.status, headers, text: await response.text() };
  } catch (cause) {
    throw new TransientError("HubSpot could not be reached, or did not answer in time", { cause });
  } finally {
    limit.clear();
    leave(headers);
  }
}
