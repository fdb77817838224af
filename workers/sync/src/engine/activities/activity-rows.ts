import type { ActivityOutcome, NoteOutcome } from "@coccinelle/core";
import type { ActivityWrite, SyncActivity, SyncRevision } from "@coccinelle/db";
import { nextAttemptAt } from "../next-attempt.ts";

/** What an outcome makes of an activity's row. A note that was looked for was found with the text that it had then. */
export function nextActivity(
  activity: SyncActivity,
  outcome: ActivityOutcome | { kind: "intended"; reason: string },
  now: Date,
  random: () => number,
): ActivityWrite {
  const row = rowOf(activity);
  switch (outcome.kind) {
    case "synced":
      return {
        ...row,
        externalId: outcome.externalId,
        state: activity.intended && row.sentText !== undefined ? "changed" : "synced",
        metadata: {},
      };
    case "error":
    case "intended":
      return { ...row, state: outcome.kind, metadata: explainFailure(activity, outcome, now, random) };
    default:
      return { ...row, state: outcome.kind, metadata: { reason: outcome.reason } };
  }
}

/** What an outcome makes of the row of a note that was revised. What is to be done stays so until it is done. */
export function nextNote(
  revision: SyncRevision,
  outcome: NoteOutcome,
  now: Date,
  random: () => number,
): ActivityWrite {
  const { id, prospectId, externalId, text } = revision;
  const row = { activityId: id, prospectId, externalId };
  const sent = text === null ? {} : { sentText: text };
  switch (outcome.kind) {
    case "gone":
      return { ...row, state: "gone", metadata: {} };
    case "synced":
      return { ...row, ...sent, state: "synced", metadata: {} };
    case "blocked":
      return { ...row, ...sent, state: "blocked", metadata: { reason: outcome.reason } };
    case "error": {
      const state = text === null ? "removed" : "changed";
      return { ...row, ...sent, state, metadata: explainFailure(revision, outcome, now, random) };
    }
  }
}

/** A call that nobody waits for any more has arrived by then, or never will. */
const CALL_ARRIVES_MS = 60_000;

/** As begun: should nothing more be written of it, it is looked for once its call must have arrived. */
export function intendedActivity(activity: SyncActivity, now: Date): ActivityWrite {
  const nextAttemptAt = new Date(now.getTime() + CALL_ARRIVES_MS).toISOString();
  return { ...rowOf(activity), state: "intended", metadata: { attempts: activity.attempts, nextAttemptAt } };
}

/** As certainly not begun: due at once. */
export function waitingActivity(activity: SyncActivity): ActivityWrite {
  return { ...rowOf(activity), state: "error", metadata: { attempts: activity.attempts } };
}

function rowOf({ id, prospectId, text }: SyncActivity) {
  return {
    activityId: id,
    prospectId,
    externalId: null,
    // Only notes are ever written again.
    sentText: id.startsWith("note:") ? text : undefined,
  };
}

function explainFailure(
  { attempts }: Pick<SyncActivity, "attempts">,
  { reason }: { reason: string },
  now: Date,
  random: () => number,
): ActivityWrite["metadata"] {
  return { reason, attempts: attempts + 1, nextAttemptAt: nextAttemptAt(attempts + 1, now, random) };
}
