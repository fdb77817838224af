import type { CallLimits, CallPermission } from "../../http/call-limiter.ts";

/** An organisation's limits, as far as they are known: plain data. */
export interface SalesforceCallState {
  /** Calls of the last 24 hours, everybody's, as the last answer told; null where it has to be looked at first. */
  usage: { used: number; limit: number } | null;
  /** In ms: no call before then. */
  blockedUntil: number;
}

/**
 * More at once gain little, and lock each other out of the same rows. An organisation lets 25 long requests
 * run at once, of all programs together.
 */
export const MAX_IN_FLIGHT = 5;

/** The limit counts the last 24 hours: it eases by and by, and is looked at again. */
const SHARE_PAUSE_MS = 15 * 60 * 1000;

export function newSalesforceCallState(): SalesforceCallState {
  return { usage: null, blockedUntil: 0 };
}

/** @param dailyShare how much of the organisation's daily calls may be used up before this stops, from 0 to 1; the rest is other programs' */
export function salesforceLimits(dailyShare: number): CallLimits<SalesforceCallState, "any"> {
  return {
    name: "Salesforce",
    permit: (state, _kind, inFlight) => permitCall(state, inFlight.length, dailyShare),
    note: (state, _kind, headers, { now }) =>
      noteLimitInfo(state, headers["sforce-limit-info"], { now, dailyShare }),
    afterRefusal: (state) => state,
  };
}

/**
 * Whether one more call may be made. Where it is not known how much of the day is left, one call alone finds out.
 *
 * @param inFlight calls that have no answer yet
 */
export function permitCall(
  { usage }: Pick<SalesforceCallState, "usage">,
  inFlight: number,
  dailyShare: number,
): CallPermission {
  if (inFlight === 0) return { kind: "go" };
  if (usage === null || inFlight >= MAX_IN_FLIGHT) return { kind: "wait" };
  return usage.used + inFlight < allowedOf(usage.limit, dailyShare) ? { kind: "go" } : { kind: "wait" };
}

function allowedOf(limit: number, dailyShare: number): number {
  return Math.floor(limit * dailyShare);
}

const API_USAGE = /(?:^|[\s;,])api-usage=(\d+)\/(\d+)/;

/**
 * Takes what an answer tells of the daily limit.
 *
 * @param limitInfo the header `Sforce-Limit-Info`, such as `api-usage=25/5000`; undefined where there was none
 */
export function noteLimitInfo(
  state: SalesforceCallState,
  limitInfo: string | undefined,
  { now, dailyShare }: { now: number; dailyShare: number },
): SalesforceCallState {
  const [, usedText, limitText] = API_USAGE.exec(limitInfo ?? "") ?? [];
  if (usedText === undefined || limitText === undefined) return state;
  const limit = Number(limitText);
  const used = afterOvertaking(Number(usedText), state.usage?.used ?? 0);
  if (used < allowedOf(limit, dailyShare)) return { ...state, usage: { used, limit } };
  return { usage: null, blockedUntil: Math.max(state.blockedUntil, now + SHARE_PAUSE_MS) };
}

/** An answer that others have overtaken tells of a few calls less; far less means that old calls count no more. */
function afterOvertaking(told: number, known: number): number {
  return told + MAX_IN_FLIGHT < known ? told : Math.max(told, known);
}
