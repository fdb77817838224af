import { type ActivityOutcome, type ActivityPush, TransientError } from "@coccinelle/core";
import type { RefusalRun } from "../../contacts/refusal-run.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { EngagementType } from "../api/hubspot-api.ts";
import { describeRefusal, HubspotRefusal, isConflict } from "../api/hubspot-refusal.ts";
import { type WriteResult, writeRecords } from "../api/write-records.ts";
import { ACTIVITY_KEY_PROPERTY } from "../set-up/our-properties.ts";
import { toCreation } from "./create-engagements.ts";
import { upsertEngagements } from "./upsert-engagements.ts";

/**
 * Makes activities that carry our id, each with its contact from the start. What stands there already, or
 * may, is brought there by its key instead.
 *
 * @param activities at most 100
 */
export async function createKeyedEngagements(
  context: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<ActivityOutcome[]> {
  const results = await createAll(context, type, activities, run);
  if (results === null) return upsertEngagements(context, type, activities, run);
  const outcomes: ActivityOutcome[] = [];
  const standing: ActivityPush[] = [];
  for (const activity of activities) {
    const { id: activityId } = activity;
    const result = results.get(activityId);
    if (result?.kind === "written") {
      outcomes.push({ activityId, kind: "synced", externalId: result.record.id });
    } else if (result?.kind === "refused" && !isConflict(result.refusal)) {
      outcomes.push({ activityId, kind: "blocked", reason: describeRefusal(result.refusal) });
    } else if (result?.kind === "unasked") {
      outcomes.push({ activityId, kind: "error", reason: describeRefusal(result.refusal) });
    } else if (result?.kind === "missing" && result.isTold) {
      outcomes.push({ activityId, kind: "blocked", reason: "HubSpot does not have the contact" });
    } else standing.push(activity);
  }
  return standing.length === 0
    ? outcomes
    : [...outcomes, ...(await upsertEngagements(context, type, standing, run))];
}

/** @returns null where nothing is known of what became of them, or one of them refuses all by standing there */
async function createAll(
  { api }: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<Map<string, WriteResult> | null> {
  const inputs = activities.map((activity) => {
    const creation = toCreation(activity);
    return { ...creation, properties: { ...creation.properties, [ACTIVITY_KEY_PROPERTY]: activity.id } };
  });
  try {
    return await writeRecords(
      inputs,
      async (part) => {
        try {
          return await api.createEngagements(type, part);
        } catch (error) {
          if (error instanceof HubspotRefusal && isConflict(error.refusal)) throw new StandingError();
          throw error;
        }
      },
      run,
    );
  } catch (error) {
    if (error instanceof TransientError) return null;
    throw error;
  }
}

/** At least one of a batch stands there already: to halve it would ask for each of them alone. */
class StandingError extends TransientError {
  constructor() {
    super("HubSpot has one of the activities already");
  }
}
