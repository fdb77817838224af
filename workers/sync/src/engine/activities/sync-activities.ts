import type { ActivityOutcome, ActivityPush } from "@coccinelle/core";
import type { ActivityWrite, SyncActivity, SyncCursors } from "@coccinelle/db";
import { callInParts, failureReason, isStop, throwIfStopped } from "../call-in-parts.ts";
import { count, type PassContext } from "../pass-context.ts";
import { type DoubtfulCreation, rowAfterPush, rowBeforePush, rowOfUnbegunPush } from "./activity-rows.ts";

/**
 * Brings activities to the CRM, and writes the outcome of each in one transaction with the lane's cursors.
 *
 * Where the CRM has no key of ours, the intent to create each activity is written first. A crash before the
 * outcome is written leaves the intent, and with it the doubt whether the activity stands in the CRM.
 */
export async function syncActivities(
  pass: PassContext,
  activities: readonly SyncActivity[],
  cursors: Partial<SyncCursors>,
): Promise<void> {
  const { adapter, clock, random, store } = pass;
  const needIntent = adapter.activitiesNeedIntent;
  const doubtful = new Set(activities.filter(({ intended }) => intended));
  if (needIntent) {
    const begunAt = clock();
    await store.commit({ activities: activities.map((activity) => rowBeforePush(activity, begunAt)) });
  }

  const answers = await callInParts(activities, adapter.activityPageSize, async (part) => {
    try {
      return await adapter.pushActivities(part.map((one) => toActivityPush(one, doubtful.has(one))));
    } catch (error) {
      // A call that fails may have created its activities all the same. A call that a limit refuses has not.
      if (needIntent && !isStop(error)) for (const one of part) doubtful.add(one);
      throw error;
    }
  });

  const outcomes = new Map(answers.outcomes.map((outcome) => [outcome.activityId, outcome]));
  const now = clock();
  const rows = activities.flatMap((activity): ActivityWrite[] => {
    const answered = outcomes.get(activity.id);
    const isDoubtful = doubtful.has(activity);
    const outcome =
      answered === undefined
        ? outcomeOfSilence(activity, failureReason(answers, activity), needIntent)
        : outcomeInDoubt(answered, isDoubtful);
    if (outcome !== null) {
      count(pass, `activities_${outcome.kind}`);
      return [rowAfterPush(activity, outcome, now, random)];
    }
    return needIntent && !isDoubtful ? [rowOfUnbegunPush(activity)] : [];
  });
  await store.commit({ activities: rows, cursors: answers.stop === null ? cursors : {} });
  throwIfStopped(answers);
}

/** The outcome of an activity that the CRM did not answer for. Null where its turn did not come. */
function outcomeOfSilence(
  { id }: SyncActivity,
  reason: string | null,
  needIntent: boolean,
): ActivityOutcome | DoubtfulCreation | null {
  if (reason === null) return null;
  return needIntent ? { kind: "intended", reason } : { activityId: id, kind: "error", reason };
}

/** The outcome that counts: where the search for a doubtful activity came to no end, the doubt remains. */
function outcomeInDoubt(outcome: ActivityOutcome, isDoubtful: boolean): ActivityOutcome | DoubtfulCreation {
  if (!isDoubtful) return outcome;
  if (outcome.kind === "error") return { kind: "intended", reason: outcome.reason };
  return outcome.kind === "blocked" ? { ...outcome, kind: "unknown" } : outcome;
}

function toActivityPush({ attempts, ...activity }: SyncActivity, intended: boolean): ActivityPush {
  return { ...activity, intended };
}
