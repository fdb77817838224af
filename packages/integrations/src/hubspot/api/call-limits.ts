import type { CallLimits } from "../../http/call-limiter.ts";

/** A portal's limits, as far as they are known, and the calls that count against them: plain data, all times in ms. */
export interface HubspotCallState {
  /** When each call of the running interval was answered. */
  calls: number[];
  searches: number[];
  /** As the last answer told; until then those of the smallest account. */
  maxCalls: number;
  intervalMs: number;
  /** Searches in one second. No answer tells how many are allowed. */
  maxSearches: number;
  /** No call before then. */
  blockedUntil: number;
}

export type CallKind = "search" | "other";

/** Searches have a limit of their own, of the whole account; answers do not tell how much of it is left. */
const MAX_SEARCHES = 5;
const SEARCH_INTERVAL_MS = 1000;
/** The daily limit is renewed at midnight in the account's time zone, which is not known: it is looked at again. */
const DAILY_PAUSE_MS = 60 * 60 * 1000;

/** More requests at once gain nothing within the rate limits, and lock each other out at HubSpot. */
const MAX_IN_FLIGHT = 4;

/** Free and starter accounts: 100 calls in any ten seconds. */
export function newHubspotCallState(): HubspotCallState {
  return {
    calls: [],
    searches: [],
    maxCalls: 100,
    intervalMs: 10_000,
    maxSearches: MAX_SEARCHES,
    blockedUntil: 0,
  };
}

/** @param dailyShare how much of the account's daily limit may be used, from 0 to 1; the rest is other programs' */
export function hubspotLimits(dailyShare: number): CallLimits<HubspotCallState, CallKind> {
  return {
    name: "HubSpot",
    permit(state, kind, inFlight, now) {
      if (inFlight.length >= MAX_IN_FLIGHT) return { kind: "wait" };
      const delayMs = callDelayMs(state, kind, inFlight, now);
      return delayMs > 0 ? { kind: "delay", delayMs } : { kind: "go" };
    },
    note: (state, kind, headers, { now, inFlight }) =>
      noteAnswer(state, kind, headers, { now, otherInFlight: inFlight.length, dailyShare }),
    // All programs share the account's searches. A page that needs more at once than are left would never end.
    afterRefusal: (state, kind) =>
      kind === "search" ? { ...state, maxSearches: Math.max(1, Math.floor(state.maxSearches / 2)) } : state,
  };
}

/**
 * How long the next call has to wait. A call counts from when it is sent until one interval after its
 * answer, so that HubSpot, which counts when it arrives, never counts more than this.
 *
 * @param inFlight the kinds of the calls that have no answer yet
 */
export function callDelayMs(
  state: HubspotCallState,
  kind: CallKind,
  inFlight: readonly CallKind[],
  now: number,
): number {
  const callDelay = windowDelayMs(state.calls, state.maxCalls - inFlight.length, {
    intervalMs: state.intervalMs,
    now,
  });
  if (kind === "other") return callDelay;
  const searches = { intervalMs: SEARCH_INTERVAL_MS, now };
  return Math.max(
    callDelay,
    windowDelayMs(state.searches, state.maxSearches - countSearches(inFlight), searches),
  );
}

function countSearches(kinds: readonly CallKind[]): number {
  return kinds.filter((kind) => kind === "search").length;
}

/** Until so few of the answered calls still count that one more is allowed. */
function windowDelayMs(
  answeredAt: readonly number[],
  allowed: number,
  { intervalMs, now }: { intervalMs: number; now: number },
): number {
  const counting = answeredAt.filter((at) => at + intervalMs > now);
  if (counting.length < allowed) return 0;
  const last = counting[counting.length - Math.max(allowed, 1)] ?? now;
  return last + intervalMs - now;
}

/** Takes what an answer tells of the limits; the headers' names in lower case. */
export function noteAnswer(
  state: HubspotCallState,
  kind: CallKind,
  headers: Record<string, string>,
  { now, otherInFlight, dailyShare }: { now: number; otherInFlight: number; dailyShare: number },
): HubspotCallState {
  const intervalMs = readNumber(headers["x-hubspot-ratelimit-interval-milliseconds"]) ?? state.intervalMs;
  const maxCalls = readNumber(headers["x-hubspot-ratelimit-max"]) ?? state.maxCalls;
  const remaining = readNumber(headers["x-hubspot-ratelimit-remaining"]) ?? maxCalls;
  const calls = [...state.calls.filter((at) => at + intervalMs > now), now];
  // Another program with the same token made the calls that are missing beyond our own.
  const foreign = Math.max(0, maxCalls - remaining - calls.length - otherInFlight);
  const daily = readNumber(headers["x-hubspot-ratelimit-daily"]);
  const dailyRemaining = readNumber(headers["x-hubspot-ratelimit-daily-remaining"]);
  const isShareUsed = daily !== null && dailyRemaining !== null && dailyRemaining < daily * (1 - dailyShare);
  return {
    calls: [...calls, ...Array<number>(foreign).fill(now)],
    searches: [
      ...state.searches.filter((at) => at + SEARCH_INTERVAL_MS > now),
      ...(kind === "search" ? [now] : []),
    ],
    maxCalls,
    intervalMs,
    maxSearches: state.maxSearches,
    blockedUntil: isShareUsed ? Math.max(state.blockedUntil, now + DAILY_PAUSE_MS) : state.blockedUntil,
  };
}

function readNumber(text: string | undefined): number | null {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}
