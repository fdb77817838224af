import type { ActivityOutcome, ActivityPush } from "@coccinelle/core";
import { createUnlessFound } from "../../activities/push-activities.ts";
import { chunk } from "../../http/chunk.ts";
import { createRefusalRun } from "../../records/write-by-halves.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { EngagementType } from "../api/hubspot-api.ts";
import { createEngagements, createKeyedEngagements } from "./create-engagements.ts";
import { ENGAGEMENT_FORMS } from "./engagement.ts";
import { findEngagements } from "./find-engagements.ts";
import { pushParts } from "./push-parts.ts";

const MAX_BATCH_INPUTS = 100;

/** Brings activities to HubSpot as its own kinds of them, each once. */
export async function pushActivities(
  context: AdapterContext,
  page: readonly ActivityPush[],
): Promise<ActivityOutcome[]> {
  const byType = Map.groupBy(page, ({ kind }) => ENGAGEMENT_FORMS[kind].type);
  const parts = Array.from(byType, ([type, activities]) => ({ type, activities }));
  return pushParts(parts, ({ type, activities }) => pushType(context, type, activities));
}

/**
 * With a key, a creation says by itself whether the activity is in HubSpot already, and is one call where an
 * upsert is two. Without a key, nothing tells two creations of one activity apart but a look before the second.
 */
function pushType(
  context: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
): Promise<ActivityOutcome[]> {
  const run = createRefusalRun();
  const { activityKeys } = context.settings;
  const createPart = activityKeys ? createKeyedEngagements : createEngagements;
  const create = (all: readonly ActivityPush[]) => {
    const parts = chunk(all, MAX_BATCH_INPUTS).map((part) => ({ activities: part }));
    return pushParts(parts, (part) => createPart(context, type, part.activities, run));
  };
  if (activityKeys) return create(activities);
  const find = (intended: readonly ActivityPush[]) => findEngagements(context, type, intended);
  return createUnlessFound({ systemName: "HubSpot", find, create }, activities);
}
