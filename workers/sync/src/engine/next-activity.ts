import type { ActivityOutcome } from "@coccinelle/core";
import type { ActivityWrite, SyncActivity } from "@coccinelle/db";
import { nextAttemptAt } from "./next-attempt.ts";

/** What an outcome makes of an activity's row. */
export function nextActivity(
  { id, prospectId, attempts }: SyncActivity,
  outcome: ActivityOutcome | { kind: "intended"; reason: string },
  now: Date,
  random: () => number,
): ActivityWrite {
  const row = { activityId: id, prospectId };
  switch (outcome.kind) {
    case "synced":
      return { ...row, externalId: outcome.externalId, state: "synced", metadata: {} };
    case "error":
    case "intended":
      return {
        ...row,
        externalId: null,
        state: outcome.kind,
        metadata: {
          reason: outcome.reason,
          attempts: attempts + 1,
          nextAttemptAt: nextAttemptAt(attempts + 1, now, random),
        },
      };
    default:
      return { ...row, externalId: null, state: outcome.kind, metadata: { reason: outcome.reason } };
  }
}
