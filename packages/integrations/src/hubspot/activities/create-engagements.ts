import { type ActivityOutcome, type ActivityPush, TransientError } from "@coccinelle/core";
import { AssociationSpecAssociationCategoryEnum as Category } from "@hubspot/api-client/lib/codegen/crm/objects/index.js";
import type { RefusalRun } from "../../contacts/refusal-run.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { EngagementCreation, EngagementType, HubspotApi } from "../api/hubspot-api.ts";
import { describeRefusal } from "../api/hubspot-refusal.ts";
import { type WriteResult, writeRecords } from "../api/write-records.ts";
import { ENGAGEMENT_FORMS, toEngagementProperties } from "./engagement.ts";

/** Makes activities that have no key, each with its contact from the start. To be called once for each. */
export async function createEngagements(
  { api }: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  run: RefusalRun,
): Promise<ActivityOutcome[]> {
  const results = await createAll(
    activities.map(toCreation),
    (part) => api.createEngagements(type, part),
    run,
  );
  return activities.map(({ id: activityId }): ActivityOutcome => {
    const result = results.get(activityId);
    if (result?.kind === "written") return { activityId, kind: "synced", externalId: result.record.id };
    if (result?.kind === "refused" || result?.kind === "unasked") {
      const kind = result.kind === "refused" ? "blocked" : "error";
      return { activityId, kind, reason: describeRefusal(result.refusal) };
    }
    return result?.isTold
      ? { activityId, kind: "blocked", reason: "HubSpot does not have the contact" }
      : { activityId, kind: "unknown", reason: "HubSpot's answer does not mention the activity" };
  });
}

/** A new activity with its contact, and its id to tell its outcome by. */
export function toCreation(activity: ActivityPush): EngagementCreation & { objectWriteTraceId: string } {
  const { associationTypeId } = ENGAGEMENT_FORMS[activity.kind];
  const types = [{ associationCategory: Category.HubspotDefined, associationTypeId }];
  return {
    objectWriteTraceId: activity.id,
    properties: toEngagementProperties(activity),
    associations: [{ to: { id: activity.contactExternalId }, types }],
  };
}

/** @throws TransientError for a limit that was met after a part had been carried out already */
async function createAll(
  inputs: readonly ReturnType<typeof toCreation>[],
  create: (part: EngagementCreation[]) => ReturnType<HubspotApi["createEngagements"]>,
  run: RefusalRun,
): Promise<Map<string, WriteResult>> {
  let isBegun = false;
  try {
    return await writeRecords(
      inputs,
      async (part) => {
        const answer = await create(part);
        isBegun = true;
        return answer;
      },
      run,
    );
  } catch (cause) {
    if (!isBegun) throw cause;
    throw new TransientError("HubSpot took a part of the activities alone", { cause });
  }
}
