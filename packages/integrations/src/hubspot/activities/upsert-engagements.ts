import { type ActivityOutcome, type ActivityPush, TransientError } from "@coccinelle/core";
import { AssociationSpecAssociationCategoryEnum as Category } from "@hubspot/api-client/lib/codegen/crm/associations/v4/index.js";
import { toActivityOutcome, withoutContact } from "../../activities/push-activities.ts";
import type { RefusalRun } from "../../records/write-by-halves.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { EngagementType } from "../api/hubspot-api.ts";
import { writeRecords } from "../api/write-records.ts";
import { ACTIVITY_KEY_PROPERTY } from "../set-up/our-properties.ts";
import { ENGAGEMENT_FORMS, toEngagementProperties } from "./engagement.ts";

/**
 * Makes activities by their key, and then associates them with their contacts. Both may be repeated.
 *
 * @param activities at most 100
 */
export async function upsertEngagements(
  context: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<ActivityOutcome[]> {
  const outcomes = await upsertAll(context, type, activities, run);
  const contactOf = new Map(activities.map(({ id, contactExternalId }) => [id, contactExternalId]));
  const pairs = outcomes.flatMap(({ activityId, ...outcome }) =>
    outcome.kind === "synced" ? { from: outcome.externalId, to: contactOf.get(activityId) ?? "" } : [],
  );
  const [first] = activities;
  const loose = first
    ? await associate(context, type, { pairs, typeId: ENGAGEMENT_FORMS[first.kind].associationTypeId })
    : new Set();
  return outcomes.map(
    (outcome): ActivityOutcome =>
      outcome.kind === "synced" && loose.has(outcome.externalId)
        ? withoutContact("HubSpot", outcome.activityId)
        : outcome,
  );
}

async function upsertAll(
  { api }: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<ActivityOutcome[]> {
  const inputs = activities.map((activity) => ({
    id: activity.id,
    idProperty: ACTIVITY_KEY_PROPERTY,
    objectWriteTraceId: activity.id,
    // With the key among the values, the answer names the activity even without its trace id.
    properties: { ...toEngagementProperties(activity), [ACTIVITY_KEY_PROPERTY]: activity.id },
  }));
  const results = await writeRecords(type, inputs, (part) => api.upsertEngagements(type, part), run);
  return activities.map(({ id }, index) => {
    const result = results[index];
    // An upsert names no contact that could be gone.
    return toActivityOutcome("HubSpot", id, result?.kind === "gone" ? undefined : result, "error");
  });
}

/** @returns the activities that could not be associated with their contacts */
async function associate(
  { api }: AdapterContext,
  type: EngagementType,
  { pairs, typeId }: { pairs: readonly { from: string; to: string }[]; typeId: number },
): Promise<Set<string>> {
  if (pairs.length === 0) return new Set();
  const types = [{ associationCategory: Category.HubspotDefined, associationTypeId: typeId }];
  const { results, errors } = await api.associate(
    type,
    pairs.map(({ from, to }) => ({ _from: { id: from }, to: { id: to }, types })),
  );
  const refused = new Set(errors.flatMap(({ context }) => context.fromObjectId ?? []));
  const tied = new Set(results.map(({ fromObjectId }) => fromObjectId));
  if (pairs.some(({ from }) => !tied.has(from) && !refused.has(from))) {
    throw new TransientError("HubSpot does not say of every activity whether it is tied to its contact");
  }
  return refused;
}
