import { backoffSeconds } from "@coccinelle/core";
import type { ReplayRef } from "@coccinelle/db";
import type { ReplayPageOutcome } from "./run-replay-page.ts";

/** 100 events a second, of all replays together. The consumers record several hundred, so new messages have room. */
const EVENT_INTERVAL_MS = 10;
/**
 * The runner is told of a replay before its row is written. A replay without a row after 5 more looks was given up
 * by the request that was to write it.
 */
const MAX_LOOKS_FOR_REPLAY = 5;
/** With the delays between them these take hours. A cause that lasts for hours does not pass by itself. */
export const MAX_FAILURES = 40;

/** A replay that waits for its next page. The Durable Object stores it. */
export interface Turn {
  ref: ReplayRef;
  dueAtMs: number;
  /** The failures in a row of the present page. */
  failures: number;
}

/**
 * The turn of a replay after its page was run, or after that failed.
 *
 * @returns null where the replay has no further page
 */
export function nextTurn(
  { ref, failures }: Turn,
  outcome: ReplayPageOutcome["kind"] | "failed",
  nowMs: number,
  random: () => number,
): Turn | null {
  switch (outcome) {
    case "more":
      return { ref, dueAtMs: nowMs, failures: 0 };
    case "done":
      return null;
    case "unknown":
      return failures < MAX_LOOKS_FOR_REPLAY ? putOff(ref, failures + 1, nowMs, random) : null;
    case "failed":
      return putOff(ref, failures + 1, nowMs, random);
  }
}

function putOff(ref: ReplayRef, failures: number, nowMs: number, random: () => number): Turn {
  return { ref, dueAtMs: nowMs + backoffSeconds(failures, random) * 1000, failures };
}

/** The time at which the queue has had time for everything that it was given. */
export function nextQueueFreeAt(queueFreeAtMs: number, letters: number, nowMs: number): number {
  return Math.max(nowMs, queueFreeAtMs) + letters * EVENT_INTERVAL_MS;
}

/** The turn that has waited longest, or null where none waits. */
export function findNextTurn(turns: Iterable<Turn>): Turn | null {
  let next: Turn | null = null;
  for (const turn of turns) {
    if (next === null || turn.dueAtMs < next.dueAtMs) next = turn;
  }
  return next;
}
