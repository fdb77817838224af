import { RetryAfterError } from "@coccinelle/core";
import { noteLimitInfo, permitCall, type SalesforceCallState } from "./call-limits.ts";

/** All calls of one organisation go through one of these. */
export interface CallLimiter {
  /**
   * Waits until the call may be made.
   *
   * @returns to be called once, with the answer's headers, or null where there was no answer
   * @throws RetryAfterError while nothing may be called at all
   */
  enter(): Promise<(headers: Record<string, string> | null) => void>;
  /** Nothing more for so many seconds. */
  block(seconds: number): void;
}

export interface CallLimiterDeps {
  clock: () => Date;
  /** Kept up to date in place, so that whoever holds it can store it and go on with it later. */
  state: SalesforceCallState;
  /** How much of the organisation's daily calls may be used up before this stops, from 0 to 1; the rest is other programs'. */
  dailyShare: number;
}

/** The limits of one organisation, shared by everything that calls it. */
export function createCallLimiter({ clock, state, dailyShare }: CallLimiterDeps): CallLimiter {
  let inFlight = 0;
  const waiting: (() => void)[] = [];

  return {
    async enter() {
      for (;;) {
        const permission = permitCall(state, inFlight, { now: clock().getTime(), dailyShare });
        if (permission.kind === "stop") {
          throw new RetryAfterError("Salesforce's limit is used up", permission.seconds);
        }
        if (permission.kind === "go") break;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      inFlight += 1;
      return (headers) => {
        inFlight -= 1;
        const at = { now: clock().getTime(), dailyShare };
        Object.assign(state, noteLimitInfo(state, headers?.["sforce-limit-info"], at));
        // All of them: one alone might end with an error, and then nobody would wake the others.
        for (const wake of waiting.splice(0)) wake();
      };
    },
    block(seconds) {
      state.blockedUntil = Math.max(state.blockedUntil, clock().getTime() + seconds * 1000);
    },
  };
}
