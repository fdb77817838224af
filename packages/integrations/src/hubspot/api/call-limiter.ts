import { RetryAfterError } from "@coccinelle/core";
import { type CallKind, type CallState, callDelayMs, noteAnswer } from "./call-limits.ts";

/** More requests at once gain nothing within the rate limits, and lock each other out at HubSpot. */
const MAX_IN_FLIGHT = 4;

/** All calls of one portal go through one of these. */
export interface CallLimiter {
  /**
   * Waits until the call may be made.
   *
   * @returns to be called once, with the answer's headers, or null where there was no answer
   * @throws RetryAfterError while nothing may be called at all
   */
  enter(kind: CallKind): Promise<(headers: Record<string, string> | null) => void>;
  /** Nothing more for so many seconds. */
  block(seconds: number): void;
}

export interface CallLimiterDeps {
  clock: () => Date;
  sleep: (delayMs: number) => Promise<void>;
  /** Kept up to date in place, so that whoever holds it can store it and go on with it later. */
  state: CallState;
  /** How much of the account's daily limit may be used, from 0 to 1; the rest is other programs'. */
  dailyShare: number;
}

/** The limits of one portal, shared by everything that calls it. */
export function createCallLimiter({ clock, sleep, state, dailyShare }: CallLimiterDeps): CallLimiter {
  const inFlight: Record<CallKind, number> = { search: 0, other: 0 };
  const waiting: (() => void)[] = [];
  const countInFlight = () => inFlight.search + inFlight.other;

  return {
    async enter(kind) {
      for (;;) {
        const now = clock().getTime();
        if (state.blockedUntil > now) {
          const seconds = Math.ceil((state.blockedUntil - now) / 1000);
          throw new RetryAfterError("HubSpot's limit is used up", seconds);
        }
        const delayMs = callDelayMs(state, kind, inFlight, now);
        if (countInFlight() >= MAX_IN_FLIGHT) await new Promise<void>((resolve) => waiting.push(resolve));
        else if (delayMs > 0) await sleep(delayMs);
        else break;
      }
      inFlight[kind] += 1;
      return (headers) => {
        inFlight[kind] -= 1;
        const at = { now: clock().getTime(), otherInFlight: countInFlight(), dailyShare };
        Object.assign(state, noteAnswer(state, kind, headers ?? {}, at));
        // All of them: one alone might end with an error, and then nobody would wake the others.
        for (const wake of waiting.splice(0)) wake();
      };
    },
    block(seconds) {
      state.blockedUntil = Math.max(state.blockedUntil, clock().getTime() + seconds * 1000);
    },
  };
}
