import type { SyncCursors } from "@coccinelle/db";
import { activityLimit, type Lane, type PassContext } from "../pass-context.ts";
import { syncActivities } from "./sync-activities.ts";

const POSITIONS: Record<"live" | "load", (seq: number) => Partial<SyncCursors>> = {
  live: (seq) => ({ liveActivitiesPosition: seq }),
  load: (seq) => ({ loadActivitiesPosition: seq }),
};

/** The lane of activities that the CRM does not have yet, of customers that a lane of changes has brought to it. */
export function activitiesLane(lane: "live" | "load"): Lane {
  return async (pass) => {
    const { activities, position, hasMore } = await pass.store.listUnsentActivities(
      lane,
      activityLimit(pass),
    );
    if (position !== null) await syncActivities(pass, activities, POSITIONS[lane](position));
    return hasMore;
  };
}

/** Tries a page of activities again that failed before, or whose answer was lost. */
export async function retryActivities(pass: PassContext): Promise<boolean> {
  const limit = activityLimit(pass);
  const activities = await pass.store.listDueActivities(pass.clock(), limit);
  if (activities.length > 0) await syncActivities(pass, activities, {});
  return activities.length === limit;
}
