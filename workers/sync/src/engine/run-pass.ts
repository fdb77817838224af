import {
  AuthorizationError,
  backoffSeconds,
  errorFields,
  errorMessage,
  RetryAfterError,
  type SyncStatus,
} from "@coccinelle/core";
import { PassStoppedError, type SyncStore } from "@coccinelle/db";
import { activitiesLane, retryActivities } from "./activity-lanes.ts";
import { changesLane, retryContacts } from "./contact-lanes.ts";
import type { Lane, PassContext, PassDeps } from "./pass-context.ts";
import { readBack } from "./read-back.ts";
import { reconcile } from "./reconcile.ts";

/** What is to happen after a pass. */
export type PassResult =
  /** Nothing is left. */
  | { kind: "done" }
  /** There is more to do at once. */
  | { kind: "more" }
  /** Nothing before then: a limit, or the next attempt at what failed. */
  | { kind: "wait"; until: Date; reason: string | null }
  /** A person has to authorise again. */
  | { kind: "needs_auth"; reason: string }
  /** The CRM or the database failed as a whole. */
  | { kind: "failed"; retryAt: Date; reason: string }
  /** Somebody else's turn: paused, switched off, or a newer pass has begun. */
  | { kind: "stopped" };

const LANES: readonly Lane[] = [
  changesLane("opt_outs"),
  changesLane("live"),
  changesLane("load"),
  retryContacts,
  retryActivities,
  activitiesLane("live"),
  activitiesLane("load"),
  readBack,
];

const STATUS_AFTER: Record<Exclude<PassResult["kind"], "stopped">, SyncStatus> = {
  done: "idle",
  more: "syncing",
  wait: "idle",
  needs_auth: "needs_auth",
  failed: "error",
};

/**
 * Brings an integration's CRM up to date, as far as one run may: lane by lane, the most urgent first.
 * Never throws; a crash anywhere repeats at most one page of each kind, harmlessly.
 */
export async function runPass(deps: PassDeps): Promise<PassResult> {
  const startedAt = deps.clock();
  const counts = new Map<string, number>();
  let begun: Awaited<ReturnType<SyncStore["beginPass"]>>;
  try {
    begun = await deps.store.beginPass();
  } catch (error) {
    deps.log("error", "sync_pass_failed", errorFields(error));
    return toResult(deps, error, 1);
  }
  if (begun === null) return { kind: "stopped" };
  const { failures, ...cursors } = begun;
  try {
    const result = await runLanes({ ...deps, cursors, counts });
    return await endPass(deps, result, { startedAt, counts, failures: 0 });
  } catch (error) {
    return endFailedPass(deps, error, { startedAt, counts, failures });
  }
}

interface PassRecord {
  startedAt: Date;
  counts: ReadonlyMap<string, number>;
  failures: number;
}

/** The reconcile has time: it goes on when nothing else is left. */
async function runLanes(pass: PassContext): Promise<PassResult> {
  let isBehind = false;
  for (const lane of LANES) isBehind = (await runLane(pass, lane)) || isBehind;
  if (isBehind || (await runLane(pass, reconcile))) return { kind: "more" };
  const until = await pass.store.findNextAttempt();
  if (until === null) return { kind: "done" };
  return until <= pass.clock() ? { kind: "more" } : { kind: "wait", until, reason: null };
}

/** True where the lane has more than its share of a pass. */
async function runLane(pass: PassContext, lane: Lane): Promise<boolean> {
  for (let page = 0; page < pass.maxPages; page++) {
    if (!(await lane(pass))) return false;
  }
  return true;
}

async function endFailedPass(deps: PassDeps, error: unknown, record: PassRecord): Promise<PassResult> {
  if (error instanceof PassStoppedError) return { kind: "stopped" };
  const result = toResult(deps, error, record.failures + 1);
  if (result.kind === "failed") deps.log("error", "sync_pass_failed", errorFields(error));
  const failures = result.kind === "failed" ? record.failures + 1 : record.failures;
  try {
    return await endPass(deps, result, { ...record, failures });
  } catch (endError) {
    if (endError instanceof PassStoppedError) return { kind: "stopped" };
    // The next pass finds the status as it was, and goes on all the same.
    deps.log("error", "sync_pass_not_recorded", errorFields(endError));
    return toResult(deps, endError, failures);
  }
}

function toResult({ clock, random }: PassDeps, error: unknown, failures: number): PassResult {
  const after = (seconds: number) => new Date(clock().getTime() + seconds * 1000);
  const reason = errorMessage(error);
  if (error instanceof AuthorizationError) return { kind: "needs_auth", reason };
  if (error instanceof RetryAfterError)
    return { kind: "wait", until: after(error.retryAfterSeconds), reason };
  return { kind: "failed", retryAt: after(backoffSeconds(failures, random)), reason };
}

async function endPass(
  { store, clock, log }: PassDeps,
  result: PassResult,
  { startedAt, counts, failures }: PassRecord,
): Promise<PassResult> {
  if (result.kind === "stopped") return result;
  await store.endPass({
    status: STATUS_AFTER[result.kind],
    result: result.kind,
    startedAt,
    finishedAt: clock(),
    failures,
    counts: Object.fromEntries(counts),
    error: "reason" in result ? result.reason : null,
  });
  log("info", "sync_pass", { result: result.kind, ...Object.fromEntries(counts) });
  return result;
}
