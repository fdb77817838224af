import { AuthorizationError, type PipelineError, RetryAfterError, TransientError } from "@coccinelle/core";
import pRetry from "p-retry";
import type { CallLimiter } from "./call-limiter.ts";
import { type ExchangeDeps, exchange, type RawAnswer } from "./exchange.ts";

/** A hiccup is over in seconds. A failure that lasts longer is for the next pass. */
const RETRIES = 2;
const FIRST_DELAY_MS = 500;

/** A call as an SDK wants to send it. */
export interface Call {
  /** With its query. */
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/** The least that a call is made with. */
export interface Access {
  accessToken: string;
}

/**
 * Gives the access for the next call. With `refused`, that token was refused with a 401: a new one is
 * fetched, unless it has been replaced already. A token that cannot be renewed is given again.
 *
 * Throws `AuthorizationError` where a person has to act, and only then.
 */
export type GetAccess<Given extends Access> = (options?: { refused: string }) => Promise<Given>;

/** The facts of one CRM that a transport needs. */
export interface CrmHttp<Given extends Access, Kind> {
  /** For people. */
  name: string;
  /**
   * The address and the headers of a call, without the token.
   *
   * @throws AuthorizationError where the access leads to an address that is not the CRM's
   */
  prepare(call: Call, access: Given): { url: string; headers: Record<string, string> };
  /** Which of the CRM's limits a call counts against. */
  kindOf(call: Call): Kind;
  /** Whether doing a call twice does no harm. */
  isRepeatable(call: Call): boolean;
  /** Our error for any answer but 2xx. Nothing that the CRM quotes goes into it. */
  translate(answer: RawAnswer): PipelineError;
  /** The codes by which an answer says why, for people; null where it does not. */
  readReason(answer: RawAnswer): string | null;
}

export interface TransportDeps<Given extends Access, Kind> extends ExchangeDeps {
  crm: CrmHttp<Given, Kind>;
  getAccess: GetAccess<Given>;
  limiter: CallLimiter<Kind>;
  sleep: (delayMs: number) => Promise<void>;
  random: () => number;
}

export type Send = (call: Call) => Promise<RawAnswer>;

/**
 * Sends the calls of one account: within its limits and a time limit, with the present token, and again after
 * a hiccup where doing it twice does no harm.
 *
 * @returns answers of 2xx alone; every other one is thrown as an error of ours
 */
export function createTransport<Given extends Access, Kind>(deps: TransportDeps<Given, Kind>): Send {
  return (call) => {
    const attempt = () => sendAuthorized(deps, call);
    return deps.crm.isRepeatable(call) ? retryHiccups(attempt, deps) : attempt();
  };
}

/** Tries again what a `TransientError` ended. */
function retryHiccups<Answer>(
  attempt: () => Promise<Answer>,
  { sleep, random }: Pick<TransportDeps<Access, unknown>, "sleep" | "random">,
): Promise<Answer> {
  return pRetry(attempt, {
    retries: RETRIES,
    // Of the delays, none is p-retry's own: `sleep` may be that of a simulated clock.
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      if (!(error instanceof TransientError)) return false;
      await sleep(FIRST_DELAY_MS * 2 ** (attemptNumber - 1) * (0.5 + random() / 2));
      return true;
    },
  });
}

/** One call, and once more with another token where the CRM refuses the first one. */
async function sendAuthorized<Given extends Access, Kind>(
  deps: TransportDeps<Given, Kind>,
  call: Call,
): Promise<RawAnswer> {
  const access = await deps.getAccess();
  const answer = await sendWith(deps, call, access);
  if (answer.status !== 401) return accept(deps, call, answer);

  const renewed = await deps.getAccess({ refused: access.accessToken });
  const second = await sendWith(deps, call, renewed);
  if (second.status !== 401) return accept(deps, call, second);
  throw toTokenError(deps.crm, second, renewed.accessToken !== access.accessToken);
}

/** Why a token is refused: the user may not call, the token is not valid any more, or the CRM is not ready for it. */
function toTokenError<Given extends Access, Kind>(
  crm: CrmHttp<Given, Kind>,
  answer: RawAnswer,
  isNew: boolean,
): PipelineError {
  const translated = crm.translate(answer);
  if (translated instanceof AuthorizationError) return translated;
  const reason = crm.readReason(answer);
  const why = reason === null ? "" : ` (${reason})`;
  const context = { status: answer.status };
  if (isNew)
    return new TransientError(`${crm.name} refuses an access token that it has just given${why}`, {
      context,
    });
  return new AuthorizationError(`${crm.name} refuses the access token${why}: a valid one has to be entered`, {
    context,
  });
}

async function sendWith<Given extends Access, Kind>(
  deps: TransportDeps<Given, Kind>,
  call: Call,
  access: Given,
): Promise<RawAnswer> {
  const { crm, limiter } = deps;
  const { url, headers } = crm.prepare(call, access);
  const leave = await limiter.enter(crm.kindOf(call));
  // They tell of the limits, also where the body breaks off.
  let answered: Record<string, string> | null = null;
  try {
    return await exchange(deps, crm.name, url, {
      method: call.method,
      headers: { accept: "application/json", ...headers, authorization: `Bearer ${access.accessToken}` },
      body: call.body ?? null,
      onHeaders(received) {
        answered = received;
      },
    });
  } finally {
    leave(answered);
  }
}

function accept<Given extends Access, Kind>(
  { crm, limiter }: TransportDeps<Given, Kind>,
  call: Call,
  answer: RawAnswer,
): RawAnswer {
  if (answer.status >= 200 && answer.status < 300) return answer;
  const error = crm.translate(answer);
  if (error instanceof RetryAfterError) limiter.block(crm.kindOf(call), error.retryAfterSeconds);
  throw error;
}
