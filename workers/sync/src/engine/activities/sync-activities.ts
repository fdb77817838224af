import type { ActivityOutcome, ActivityPush } from "@coccinelle/core";
import type { ActivityWrite, SyncActivity, SyncCursors } from "@coccinelle/db";
import { callInParts, failureReason, isStop, throwIfStopped } from "../call-in-parts.ts";
import { count, type PassContext } from "../pass-context.ts";
import { intendedActivity, nextActivity, waitingActivity } from "./activity-rows.ts";

/**
 * Brings activities to the CRM, and writes what became of each in one transaction with the lane's cursors.
 *
 * Where the CRM knows no key of ours, the intent to create one is written first: whatever ends before
 * the answer is written leaves it, and with it the question whether the activity stands there.
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
    await store.commit({ activities: activities.map((one) => intendedActivity(one, begunAt)) });
  }

  const answers = await callInParts(activities, adapter.activityPageSize, async (part) => {
    try {
      return await adapter.pushActivities(part.map((one) => toActivityPush(one, doubtful.has(one))));
    } catch (error) {
      // What fails may have created all the same; what a limit refused has not.
      if (needIntent && !isStop(error)) for (const one of part) doubtful.add(one);
      throw error;
    }
  });

  const outcomes = new Map(answers.outcomes.map((outcome) => [outcome.activityId, outcome]));
  const now = clock();
  const settle = (activity: SyncActivity, outcome: Parameters<typeof nextActivity>[1]) => {
    count(pass, `activities_${outcome.kind}`);
    return [nextActivity(activity, outcome, now, random)];
  };
  const writes = activities.flatMap((activity): ActivityWrite[] => {
    const outcome: ActivityOutcome | undefined = outcomes.get(activity.id);
    // Whether it stands there is as doubtful as before: it was not looked for to the end.
    if (outcome?.kind === "error" && doubtful.has(activity))
      return settle(activity, { kind: "intended", reason: outcome.reason });
    if (outcome?.kind === "blocked" && doubtful.has(activity))
      return settle(activity, { activityId: activity.id, kind: "unknown", reason: outcome.reason });
    if (outcome !== undefined) return settle(activity, outcome);
    const reason = failureReason(answers, activity);
    if (reason === null) return needIntent && !doubtful.has(activity) ? [waitingActivity(activity)] : [];
    return settle(
      activity,
      needIntent ? { kind: "intended", reason } : { activityId: activity.id, kind: "error", reason },
    );
  });
  await store.commit({ activities: writes, cursors: answers.stop === null ? cursors : {} });
  throwIfStopped(answers);
}

function toActivityPush({ attempts, ...activity }: SyncActivity, intended: boolean): ActivityPush {
  return { ...activity, intended };
}
