import type { ActivityOutcome, ActivityPush } from "@coccinelle/core";
import { createRefusalRun, type RefusalRun } from "../../contacts/refusal-run.ts";
import { chunk } from "../../http/chunk.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { EngagementType } from "../api/hubspot-api.ts";
import { createEngagements } from "./create-engagements.ts";
import { createKeyedEngagements } from "./create-keyed-engagements.ts";
import { ENGAGEMENT_FORMS } from "./engagement.ts";
import { findEngagements } from "./find-engagements.ts";
import { settleParts } from "./settle-parts.ts";

const MAX_BATCH_INPUTS = 100;

/** Brings activities to HubSpot as its own kinds of them, each once. */
export async function pushActivities(
  context: AdapterContext,
  page: readonly ActivityPush[],
): Promise<ActivityOutcome[]> {
  const byType = Map.groupBy(page, ({ kind }) => ENGAGEMENT_FORMS[kind].type);
  const push = context.settings.activityKeys ? pushWithKey : pushWithoutKey;
  const parts = [...byType].map(([type, activities]) => ({ type, activities }));
  return settleParts(parts, ({ type, activities }) => push(context, type, activities, createRefusalRun()));
}

/** A creation says by itself whether the activity stands there already, and is one call where an upsert is two. */
async function pushWithKey(
  context: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<ActivityOutcome[]> {
  const parts = chunk(activities, MAX_BATCH_INPUTS).map((part) => ({ activities: part }));
  return settleParts(parts, (part) => createKeyedEngagements(context, type, part.activities, run));
}

/** Nothing tells two creations of one activity apart but a look before the second. */
async function pushWithoutKey(
  context: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<ActivityOutcome[]> {
  const intended = activities.filter((activity) => activity.intended);
  const found = await findEngagements(context, type, intended);
  const outcomes: ActivityOutcome[] = [];
  for (const [activityId, result] of found) {
    if (typeof result === "object") outcomes.push({ activityId, kind: "synced", ...result });
    if (result === "unclear") {
      const reason = "HubSpot has an activity of the same moment with another text";
      outcomes.push({ activityId, kind: "unknown", reason });
    }
  }
  const missing = activities.filter(({ id }) => (found.get(id) ?? "none") === "none");
  const parts = chunk(missing, MAX_BATCH_INPUTS).map((part) => ({ activities: part }));
  const created = await settleParts(parts, (part) => createEngagements(context, type, part.activities, run));
  return [...outcomes, ...created];
}
