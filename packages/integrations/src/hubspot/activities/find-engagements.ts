import type { ActivityPush } from "@coccinelle/core";
import type { FoundActivity } from "../../activities/push-activities.ts";
import { chunk } from "../../http/chunk.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { RemoteRecord } from "../api/answers.ts";
import type { EngagementType } from "../api/hubspot-api.ts";
import { readByIds } from "../api/read-by-ids.ts";
import { ENGAGEMENT_FORMS, toEngagementProperties } from "./engagement.ts";

const MAX_ASSOCIATION_INPUTS = 1000;
const MAX_BATCH_INPUTS = 100;

/**
 * Looks for activities whose creation was begun, among all activities of their contacts. Associations list these,
 * since unlike searches they are never late.
 *
 * @param activities of one type
 * @returns the activities that are found or unclear
 */
export async function findEngagements(
  context: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
): Promise<Map<string, FoundActivity>> {
  const survivors = await findSurvivors(
    context,
    activities.map(({ contactExternalId }) => contactExternalId),
  );
  const survivorOf = ({ contactExternalId: id }: ActivityPush) => survivors.get(id) ?? id;
  const contactIds = [...new Set(activities.map(survivorOf))];
  const idsByContact = await listByContact(context, type, contactIds);
  const records = await readEngagements(context, type, activities, [...idsByContact.values()].flat());

  const taken = new Set<string>();
  return new Map(
    activities.flatMap((activity): [string, FoundActivity][] => {
      const ids = idsByContact.get(survivorOf(activity)) ?? [];
      const candidates = ids.flatMap((id) => (taken.has(id) ? [] : (records.get(id) ?? [])));
      const found = matchEngagement(activity, candidates);
      if (found === null) return [];
      if (found !== "unclear") taken.add(found.externalId);
      return [[activity.id, found]];
    }),
  );
}

/** A record of the same moment, channel and text is the activity. One with another text may be the activity. */
function matchEngagement(activity: ActivityPush, candidates: readonly RemoteRecord[]): FoundActivity | null {
  const expected = toEngagementProperties(activity);
  const { bodyProperty } = ENGAGEMENT_FORMS[activity.kind];
  const channel = "hs_communication_channel_type";
  const sameMoment = candidates.filter(
    ({ properties }) =>
      toTime(properties.hs_timestamp) === Number(expected.hs_timestamp) &&
      (properties[channel] ?? undefined) === expected[channel],
  );
  const same = sameMoment.find(
    ({ properties }) => (properties[bodyProperty] ?? "") === (expected[bodyProperty] ?? ""),
  );
  if (same) return { externalId: same.id };
  return sameMoment.length > 0 ? "unclear" : null;
}

/** HubSpot takes milliseconds and gives ISO 8601. */
function toTime(text: string | null | undefined): number {
  return /^\d+$/.test(text ?? "") ? Number(text) : Date.parse(text ?? "");
}

/** A contact that was merged away has no activities any more: they belong to the contact that it is part of now. */
async function findSurvivors(
  context: AdapterContext,
  contactIds: readonly string[],
): Promise<Map<string, string>> {
  if (contactIds.length === 0) return new Map();
  const plan = await context.getPlan();
  const found = await Promise.all(
    chunk([...new Set(contactIds)], MAX_BATCH_INPUTS).map((ids) => readByIds(context, plan, ids)),
  );
  return new Map(found.flatMap((records) => [...records]).map(([id, record]) => [id, record?.id ?? id]));
}

async function listByContact(
  { api }: AdapterContext,
  type: EngagementType,
  contactIds: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  let inputs: { id: string; after?: string }[] = contactIds.map((id) => ({ id }));
  while (inputs.length > 0) {
    const pages = await Promise.all(
      chunk(inputs, MAX_ASSOCIATION_INPUTS).map((part) => api.listEngagements(type, part)),
    );
    inputs = [];
    for (const { _from, to, paging } of pages.flatMap(({ results }) => results)) {
      const ids = found.get(_from.id) ?? [];
      found.set(_from.id, [...ids, ...to.map(({ toObjectId }) => toObjectId)]);
      if (paging?.next) inputs.push({ id: _from.id, after: paging.next.after });
    }
  }
  return found;
}

async function readEngagements(
  { api }: AdapterContext,
  type: EngagementType,
  activities: readonly ActivityPush[],
  ids: readonly string[],
): Promise<Map<string, RemoteRecord>> {
  const properties = [
    ...new Set(activities.flatMap((activity) => Object.keys(toEngagementProperties(activity)))),
  ];
  const answers = await Promise.all(
    chunk([...new Set(ids)], MAX_BATCH_INPUTS).map((part) =>
      api.readEngagements(type, { ids: part, properties }),
    ),
  );
  return new Map(answers.flatMap(({ results }) => results).map((record) => [record.id, record]));
}
