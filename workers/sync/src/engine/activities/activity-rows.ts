import type { ActivityOutcome, NoteOutcome } from "@coccinelle/core";
import type { ActivityWrite, SyncActivity, SyncRevision } from "@coccinelle/db";
import { nextAttemptAt } from "../retry-times.ts";

/** A call that nobody waits for any more has arrived after this time, or never will. */
const CALL_ARRIVES_MS = 60_000;

/** An activity whose creation is in doubt: it is looked for in the CRM before it is created again. */
export interface DoubtfulCreation {
  kind: "intended";
  reason: string;
}

/** The row of an activity whose push is about to begin. If nothing more is written, it is looked for in the CRM later. */
export function rowBeforePush(activity: SyncActivity, now: Date): ActivityWrite {
  const arrivedAt = new Date(now.getTime() + CALL_ARRIVES_MS).toISOString();
  const metadata = { attempts: activity.attempts, nextAttemptAt: arrivedAt };
  return { ...rowOf(activity), state: "intended", metadata };
}

/** The row of an activity whose push certainly did not begin. It is due at once. */
export function rowOfUnbegunPush(activity: SyncActivity): ActivityWrite {
  return { ...rowOf(activity), state: "error", metadata: { attempts: activity.attempts } };
}

/** The row of an activity after its push. */
export function rowAfterPush(
  activity: SyncActivity,
  outcome: ActivityOutcome | DoubtfulCreation,
  now: Date,
  random: () => number,
): ActivityWrite {
  const row = rowOf(activity);
  switch (outcome.kind) {
    case "synced": {
      // A note that was looked for was found with the text that it had at its creation.
      const mayBeOutdated = activity.intended && row.sentText !== undefined;
      const state = mayBeOutdated ? "changed" : "synced";
      return { ...row, externalId: outcome.externalId, state, metadata: {} };
    }
    case "error":
    case "intended":
      return { ...row, state: outcome.kind, metadata: failureMetadata(activity, outcome, now, random) };
    case "blocked":
    case "unknown":
      return { ...row, state: outcome.kind, metadata: { reason: outcome.reason } };
  }
}

/** The row of a note after its revision. A revision that failed stays to be done. */
export function rowAfterRevision(
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
      return { ...row, ...sent, state, metadata: failureMetadata(revision, outcome, now, random) };
    }
  }
}

function rowOf({ id, prospectId, text }: SyncActivity) {
  return {
    activityId: id,
    prospectId,
    externalId: null,
    // Only notes are ever revised, so only their text is remembered.
    sentText: id.startsWith("note:") ? text : undefined,
  };
}

function failureMetadata(
  { attempts }: Pick<SyncActivity, "attempts">,
  { reason }: { reason: string },
  now: Date,
  random: () => number,
): ActivityWrite["metadata"] {
  return { reason, attempts: attempts + 1, nextAttemptAt: nextAttemptAt(attempts + 1, now, random) };
}
