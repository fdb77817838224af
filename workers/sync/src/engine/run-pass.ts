import { errorFields } from "@coccinelle/core";
import { PassStoppedError, type SyncStore } from "@coccinelle/db";
import { activitiesLane, retryActivities } from "./activities/activity-lanes.ts";
import { reviseNotes } from "./activities/revise-notes.ts";
import { bulkLane } from "./bulk/bulk-lane.ts";
import { changesLane, retryContacts } from "./contacts/contact-lanes.ts";
import type { Lane, PassContext, PassDeps } from "./pass-context.ts";
import { type PassResult, resultOfError } from "./pass-result.ts";
import { type PassRecord, recordPassEnd } from "./record-pass-end.ts";
import { readBack } from "./remote/read-back.ts";
import { reconcile } from "./remote/reconcile.ts";

export type { PassResult };

const LANES: readonly Lane[] = [
  changesLane("opt_outs"),
  changesLane("live"),
  bulkLane,
  changesLane("load"),
  retryContacts,
  reviseNotes,
  retryActivities,
  activitiesLane("live"),
  activitiesLane("load"),
  readBack,
];

/**
 * Brings an integration's CRM up to date, as far as one pass may: lane by lane, the most urgent first.
 * Never throws. A crash anywhere repeats at most one page of each lane, harmlessly.
 */
export async function runPass(deps: PassDeps): Promise<PassResult> {
  const startedAt = deps.clock();
  const counts = new Map<string, number>();
  let begun: Awaited<ReturnType<SyncStore["beginPass"]>>;
  try {
    begun = await deps.store.beginPass();
  } catch (error) {
    deps.log("error", "sync_pass_failed", errorFields(error));
    return resultOfError(error, 0, deps).result;
  }
  if (begun === null) return { kind: "stopped" };
  const { failures, ...cursors } = begun;
  try {
    const pass: PassContext = { ...deps, cursors, counts, unwritten: {} };
    const result = await runLanes(pass);
    return await recordPassEnd(deps, result, { startedAt, counts, failures: 0, cursors: pass.unwritten });
  } catch (error) {
    return recordFailedPass(deps, error, { startedAt, counts, failures, cursors: {} });
  }
}

/** Takes the pages of each lane. The reconcile is in no hurry, so it goes on only when nothing else is left. */
async function runLanes(pass: PassContext): Promise<PassResult> {
  let isBehind = false;
  for (const lane of LANES) isBehind = (await runLane(pass, lane)) || isBehind;
  if (isBehind || (await runLane(pass, reconcile))) return { kind: "more" };
  const until = await pass.store.findNextAttempt();
  if (until === null) return { kind: "done" };
  return until <= pass.clock() ? { kind: "more" } : { kind: "wait", until, reason: null };
}

/** Takes a lane's pages. Gives true where the lane has more of them than one pass may take. */
async function runLane(pass: PassContext, lane: Lane): Promise<boolean> {
  for (let page = 0; page < pass.maxPages; page++) {
    if (!(await lane(pass))) return false;
  }
  return true;
}

async function recordFailedPass(deps: PassDeps, error: unknown, record: PassRecord): Promise<PassResult> {
  if (error instanceof PassStoppedError) return { kind: "stopped" };
  const { result, failures } = resultOfError(error, record.failures, deps);
  if (result.kind === "failed") deps.log("error", "sync_pass_failed", errorFields(error));
  try {
    return await recordPassEnd(deps, result, { ...record, failures });
  } catch (endError) {
    if (endError instanceof PassStoppedError) return { kind: "stopped" };
    // The next pass finds the status as it was before, and goes on all the same.
    deps.log("error", "sync_pass_not_recorded", errorFields(endError));
    return resultOfError(endError, record.failures, deps).result;
  }
}
