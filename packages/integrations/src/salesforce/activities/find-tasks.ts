import type { ActivityPush } from "@coccinelle/core";
import type { FoundActivity } from "../../activities/push-activities.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { RemoteRecord } from "../api/answers.ts";
import { MAX_QUERY_URL_LENGTH, queryUrlLength } from "../api/salesforce-api.ts";
import { packConditions } from "../api/soql.ts";
import type { ContactContext } from "../contacts/contact-context.ts";
import { followRecords } from "../contacts/follow-records.ts";
import { withoutUnknownFields } from "../contacts/without-unknown-fields.ts";
import { ACTIVITY_FIELD_NAMES } from "../set-up/our-fields.ts";
import { findWhoIds } from "./find-who-ids.ts";
import { type TaskForm, toDay, toTaskFields, toTextMark } from "./task-form.ts";

/** An activity and the person that its task names. */
export interface PlacedActivity {
  activity: ActivityPush;
  whoId: string;
}

const { activityId: KEY_FIELD, occurredAt: TIME_FIELD } = ACTIVITY_FIELD_NAMES;

/**
 * Looks for tasks whose creation was begun, in the archive and in the recycle bin as well: a task that a person
 * deleted is not made again.
 *
 * @returns the activities whose tasks are found or unclear
 */
export function findTasks(
  context: ContactContext,
  form: TaskForm,
  activities: readonly PlacedActivity[],
): Promise<Map<string, FoundActivity>> {
  return form.mark === "text"
    ? findByText(context, form, activities)
    : findByField(
        context,
        activities.map(({ activity }) => activity.id),
      );
}

async function findByField(
  { api }: AdapterContext,
  activityIds: readonly string[],
): Promise<Map<string, FoundActivity>> {
  const select = `SELECT Id, ${KEY_FIELD} FROM Task WHERE `;
  const conditions = activityIds.map((value) => ({ field: KEY_FIELD, value }));
  const found = new Map<string, FoundActivity>();
  for (const clause of packConditions(conditions, MAX_QUERY_URL_LENGTH - queryUrlLength(select))) {
    for (const { id, fields } of await api.queryAll(select + clause)) {
      const { [KEY_FIELD]: activityId } = fields;
      if (typeof activityId === "string") found.set(activityId, { externalId: id });
    }
  }
  return found;
}

/** SOQL cannot search long texts, so all tasks of the contacts on these days are read. */
async function findByText(
  context: ContactContext,
  form: TaskForm,
  intended: readonly PlacedActivity[],
): Promise<Map<string, FoundActivity>> {
  if (intended.length === 0) return new Map();
  const { api } = context;
  const activities = await placeAtSurvivors(context, intended);
  const timeField = form.takes(TIME_FIELD) ? `, ${TIME_FIELD}` : "";
  const days = activities.map(({ activity }) => toDay(activity.occurredAt)).toSorted();
  const select = `SELECT Id, WhoId, Subject, Description, ActivityDate${timeField} FROM Task WHERE `;
  const between = ` AND ActivityDate >= ${days[0]} AND ActivityDate <= ${days.at(-1)}`;
  const conditions = [...new Set(activities.map(({ whoId }) => whoId))].map((value) => ({
    field: "WhoId",
    value,
  }));
  const tasks: RemoteRecord[] = [];
  const maxLength = MAX_QUERY_URL_LENGTH - queryUrlLength(select + between);
  for (const clause of packConditions(conditions, maxLength)) {
    tasks.push(...(await api.queryAll(select + clause + between)));
  }
  return new Map(
    activities.flatMap((placed): [string, FoundActivity][] => {
      const found = matchByText(form, placed, tasks);
      return found === null ? [] : [[placed.activity.id, found]];
    }),
  );
}

/** The tasks of a merged contact or a converted lead belong to the record that it became. */
async function placeAtSurvivors(
  context: ContactContext,
  activities: readonly PlacedActivity[],
): Promise<PlacedActivity[]> {
  const ids = activities.map(({ activity }) => activity.contactExternalId);
  const followed = await withoutUnknownFields(context, () => followRecords(context, ids));
  const survivorOf = ({ activity: { contactExternalId: id } }: PlacedActivity) =>
    followed.get(id)?.record.id ?? id;
  const whoIds = await findWhoIds(context, activities.map(survivorOf));
  return activities.map((placed) => ({ ...placed, whoId: whoIds.get(survivorOf(placed)) ?? placed.whoId }));
}

const SOME_MARK = /\[Coccinelle [^\]\s]+\]\s*$/;

/** A task with our id in its text is the activity. One of the same moment and subject without an id may be. */
function matchByText(
  form: TaskForm,
  { activity, whoId }: PlacedActivity,
  tasks: readonly RemoteRecord[],
): FoundActivity | null {
  const mark = toTextMark(activity.id);
  const same = tasks.find(({ fields }) => String(fields.Description ?? "").includes(mark));
  if (same) return { externalId: same.id };
  const expected = toTaskFields(form, activity, whoId);
  const isSimilar = tasks.some(
    ({ fields }) =>
      fields.WhoId === expected.WhoId &&
      fields.Subject === expected.Subject &&
      fields.ActivityDate === expected.ActivityDate &&
      isSameTime(fields[TIME_FIELD], expected[TIME_FIELD]) &&
      !SOME_MARK.test(String(fields.Description ?? "")),
  );
  return isSimilar ? "unclear" : null;
}

/** Salesforce keeps whole seconds of a time. */
function isSameTime(theirs: unknown, ours: unknown): boolean {
  if (typeof theirs !== "string" || typeof ours !== "string") return true;
  return Math.floor(Date.parse(theirs) / 1000) === Math.floor(Date.parse(ours) / 1000);
}
