import type { PassResult } from "../engine/run-pass.ts";

/** A time before which no pass runs, and the reason. */
export type Hold =
  /** The CRM has set a limit to the account of these credentials, of which a hash is kept. */
  | { by: "limit"; untilMs: number; credentialsHash: string }
  /** A failure is given time to pass. */
  | { by: "failure"; untilMs: number };

export interface NextAlarm {
  /** Null: no alarm until somebody asks for a pass. */
  atMs: number | null;
  hold: Hold | null;
}

/**
 * The alarm after a pass, and the hold that the pass leaves.
 *
 * @param credentialsHash of the credentials that the pass had
 * @param askedMs the alarm that was asked for during the pass: it stays, unless a hold makes it wait
 */
export function nextAlarm(
  result: PassResult,
  { credentialsHash, askedMs, nowMs }: { credentialsHash: string; askedMs: number | null; nowMs: number },
): NextAlarm {
  const hold = holdAfter(result, credentialsHash);
  if (hold !== null) return { atMs: hold.untilMs, hold };
  const dueMs = dueAfter(result, nowMs);
  if (dueMs === null || askedMs === null) return { atMs: dueMs ?? askedMs, hold };
  return { atMs: Math.min(dueMs, askedMs), hold };
}

function holdAfter(result: PassResult, credentialsHash: string): Hold | null {
  if (result.kind === "failed") return { by: "failure", untilMs: result.retryAt.getTime() };
  // A wait without a reason is for the next attempt at records that failed: new changes need not wait for it.
  if (result.kind !== "wait" || result.reason === null) return null;
  return { by: "limit", untilMs: result.until.getTime(), credentialsHash };
}

function dueAfter(result: PassResult, nowMs: number): number | null {
  if (result.kind === "more") return nowMs;
  return result.kind === "wait" ? result.until.getTime() : null;
}

/** The hold that still counts: a limit is over once other credentials have taken the place of those that met it. */
export function standingHold(hold: Hold | null, credentialsHash: string): Hold | null {
  return hold?.by === "limit" && hold.credentialsHash !== credentialsHash ? null : hold;
}

/**
 * The alarm for a pass that somebody asks for.
 *
 * @param by a person ends the wait after a failure, whose cause they may have mended; nobody ends a limit's
 * @param setMs the alarm that is set already
 * @returns null where the alarm that is set comes early enough
 */
export function requestedAlarm(
  by: "person" | "clock",
  { hold, setMs, nowMs }: { hold: Hold | null; setMs: number | null; nowMs: number },
): number | null {
  const isFree = hold === null || (by === "person" && hold.by === "failure");
  const atMs = isFree ? nowMs : Math.max(nowMs, hold.untilMs);
  return setMs === null || atMs < setMs ? atMs : null;
}
