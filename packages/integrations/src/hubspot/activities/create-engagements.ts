import { type ActivityOutcome, type ActivityPush, TransientError } from "@coccinelle/core";
import { AssociationSpecAssociationCategoryEnum as Category } from "@hubspot/api-client/lib/codegen/crm/objects/index.js";
import { createInParts, toActivityOutcome } from "../../activities/push-activities.ts";
import { UnknownFieldError } from "../../records/unknown-field-error.ts";
import type { RefusalRun } from "../../records/write-by-halves.ts";
import type { WriteResult } from "../../records/write-result.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { EngagementCreation, EngagementType } from "../api/hubspot-api.ts";
import { HubspotRefusal, isConflict } from "../api/hubspot-refusal.ts";
import { writeRecords } from "../api/write-records.ts";
import { ACTIVITY_KEY_PROPERTY } from "../set-up/our-properties.ts";
import { ENGAGEMENT_FORMS, toEngagementProperties } from "./engagement.ts";
import { upsertEngagements } from "./upsert-engagements.ts";

/** Makes activities that have no key, each with its contact from the start. A second call would make them twice. */
export async function createEngagements(
  { api }: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<ActivityOutcome[]> {
  const results = await createInParts("HubSpot", (noteCreated) =>
    writeRecords(
      type,
      activities.map(toCreation),
      async (part) => {
        const answer = await api.createEngagements(type, part);
        noteCreated();
        return answer;
      },
      run,
    ),
  );
  return activities.map(({ id }, index) => toActivityOutcome("HubSpot", id, results[index], "unknown"));
}

/**
 * Makes activities that carry our id, each with its contact from the start. An activity that is in HubSpot
 * already, or may be, is upserted by its key instead.
 *
 * @param activities at most 100
 */
export async function createKeyedEngagements(
  context: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<ActivityOutcome[]> {
  const results = await createWithKeys(context, type, activities, run);
  if (results === null) return upsertEngagements(context, type, activities, run);
  const outcomes: ActivityOutcome[] = [];
  const standing: ActivityPush[] = [];
  for (const [index, activity] of activities.entries()) {
    const result = results[index];
    const mayStand = result === undefined || result.kind === "conflict" || result.kind === "unmentioned";
    if (mayStand) standing.push(activity);
    else outcomes.push(toActivityOutcome("HubSpot", activity.id, result, "error"));
  }
  if (standing.length === 0) return outcomes;
  return [...outcomes, ...(await upsertEngagements(context, type, standing, run))];
}

/** @returns null where their results are not known, or one that is in HubSpot already had all of them refused */
async function createWithKeys(
  { api }: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<WriteResult[] | null> {
  const inputs = activities.map((activity) => {
    const creation = toCreation(activity);
    return { ...creation, properties: { ...creation.properties, [ACTIVITY_KEY_PROPERTY]: activity.id } };
  });
  const create = async (part: EngagementCreation[]) => {
    try {
      return await api.createEngagements(type, part);
    } catch (error) {
      if (error instanceof HubspotRefusal && isConflict(error.refusal)) throw new StandingError();
      throw error;
    }
  };
  try {
    return await writeRecords(type, inputs, create, run);
  } catch (error) {
    if (error instanceof TransientError && !(error instanceof UnknownFieldError)) return null;
    throw error;
  }
}

/** At least one of a batch is in HubSpot already: halving the batch would ask for each of them alone. */
class StandingError extends TransientError {
  constructor() {
    super("HubSpot has one of the activities already");
  }
}

/** A new activity with its contact, and with our id to find its result by. */
function toCreation(activity: ActivityPush): EngagementCreation & { objectWriteTraceId: string } {
  const { associationTypeId } = ENGAGEMENT_FORMS[activity.kind];
  const types = [{ associationCategory: Category.HubspotDefined, associationTypeId }];
  return {
    objectWriteTraceId: activity.id,
    properties: toEngagementProperties(activity),
    associations: [{ to: { id: activity.contactExternalId }, types }],
  };
}
