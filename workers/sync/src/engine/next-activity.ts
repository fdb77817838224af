import type { ActivityOutcome, NoteOutcome } from "@coccinelle/core";
import type { ActivityWrite, SyncActivity, SyncRevision } from "@coccinelle/db";
import { nextAttemptAt } from "./next-attempt.ts";

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

/** Due at once: as begun, or as certainly not begun. */
export function waitingActivity(activity: SyncActivity, state: "intended" | "error"): ActivityWrite {
  return { ...rowOf(activity), state, metadata: { attempts: activity.attempts } };
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
