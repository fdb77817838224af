import type { PassResult } from "../engine/run-pass.ts";

/** Nothing before then, and why: a limit that the CRM has set, or a failure that is given time to pass. */
export interface Hold {
  untilMs: number;
  by: "limit" | "failure";
}

export interface NextAlarm {
  /** Null: none, until somebody asks. */
  atMs: number | null;
  hold: Hold | null;
}

/**
 * When a pass's successor is due.
 *
 * @param askedMs for when one was asked for meanwhile: that stays, unless it has to wait like all else
 */
export function nextAlarm(result: PassResult, askedMs: number | null, nowMs: number): NextAlarm {
  const { atMs, hold } = dueAfter(result, nowMs);
  if (hold !== null || askedMs === null) return { atMs, hold };
  return { atMs: atMs === null ? askedMs : Math.min(atMs, askedMs), hold };
}

function dueAfter(result: PassResult, nowMs: number): NextAlarm {
  switch (result.kind) {
    case "more":
      return { atMs: nowMs, hold: null };
    case "wait": {
      const untilMs = result.until.getTime();
      // Without a reason it is the next attempt at what failed: whatever is new need not wait for it.
      return { atMs: untilMs, hold: result.reason === null ? null : { untilMs, by: "limit" } };
    }
    case "failed": {
      const untilMs = result.retryAt.getTime();
      return { atMs: untilMs, hold: { untilMs, by: "failure" } };
    }
    case "done":
    case "needs_auth":
    case "stopped":
      return { atMs: null, hold: null };
  }
}

/**
 * When a request for a pass may be met.
 *
 * @param by a person may end the wait after a failure, since they may have mended its cause; nobody ends a limit's
 */
export function requestedAlarm(hold: Hold | null, by: "person" | "clock", nowMs: number): number {
  if (hold === null || (by === "person" && hold.by === "failure")) return nowMs;
  return Math.max(nowMs, hold.untilMs);
}
