import type { ActivityOutcome, ActivityPush } from "@coccinelle/core";
import {
  createInParts,
  createUnlessFound,
  toActivityOutcome,
  withoutContact,
} from "../../activities/push-activities.ts";
import type { WriteResult } from "../../records/write-result.ts";
import { writeRecords } from "../api/write-records.ts";
import type { ContactContext } from "../contacts/contact-context.ts";
import { findTasks, type PlacedActivity } from "./find-tasks.ts";
import { findWhoIds } from "./find-who-ids.ts";
import { listUnwritable, type TaskForm, toTaskFields } from "./task-form.ts";
import { withTaskForm } from "./with-task-form.ts";

/** The contact that a task names is not in Salesforce, or this user may not see it. */
const NO_CONTACT_CODES: readonly string[] = [
  "ENTITY_IS_DELETED",
  "INVALID_CROSS_REFERENCE_KEY",
  "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
];

/**
 * Brings activities to Salesforce as completed tasks, each once. Where a unique field holds our id, Salesforce
 * refuses a second creation. Elsewhere only a look before the second creation tells. An upsert would not do: it
 * cannot set fields that only a creation may set, and would overwrite people's changes.
 */
export function pushActivities(
  context: ContactContext,
  page: readonly ActivityPush[],
): Promise<ActivityOutcome[]> {
  return withTaskForm(context, (form) => pushPage(context, form, page));
}

async function pushPage(
  context: ContactContext,
  form: TaskForm,
  page: readonly ActivityPush[],
): Promise<ActivityOutcome[]> {
  const whoIds = await findWhoIds(
    context,
    page.map(({ contactExternalId }) => contactExternalId),
  );
  const place = (activities: readonly ActivityPush[]): PlacedActivity[] =>
    activities.map((activity) => ({ activity, whoId: whoIds.get(activity.contactExternalId) ?? "" }));
  const placed = page.filter(({ contactExternalId }) => whoIds.has(contactExternalId));
  const homeless = page.filter(({ contactExternalId }) => !whoIds.has(contactExternalId));
  const create = (missing: readonly ActivityPush[]) => createTasks(context, form, place(missing));
  const find = (intended: readonly ActivityPush[]) => findTasks(context, form, place(intended));
  const outcomes =
    form.mark === "key"
      ? await create(placed)
      : await createUnlessFound({ systemName: context.systemName, find, create }, placed);
  return [...homeless.map(({ id }) => withoutContact(context.systemName, id)), ...outcomes];
}

async function createTasks(
  context: ContactContext,
  form: TaskForm,
  placed: readonly PlacedActivity[],
): Promise<ActivityOutcome[]> {
  // Each task locks its contact, so tasks of one contact are written in one call.
  const inputs = placed.toSorted((one, other) => (one.whoId < other.whoId ? -1 : 1));
  return createInParts(context.systemName, async (noteCreated) => {
    const results = await writeRecords(inputs, {
      type: "Task",
      write: async (part) => {
        const records = part.map(({ activity, whoId }) => toTaskFields(form, activity, whoId));
        const saved = await context.api.createRecords("Task", records);
        noteCreated();
        return saved;
      },
      listUnwritable: (fields) => listUnwritable(context, form, fields),
    });
    // A task with the same key was created before, and the answer was lost.
    const standing = inputs.filter((_, index) => results[index]?.kind === "conflict");
    const tasks = await findTasks(context, form, standing);
    return inputs.map(({ activity: { id: activityId } }, index): ActivityOutcome => {
      const task = tasks.get(activityId);
      if (typeof task === "object") return { activityId, kind: "synced", ...task };
      return toActivityOutcome(context.systemName, activityId, tellContact(results[index]), "error");
    });
  });
}

/** Some refusals say that the contact which a task names is gone. */
function tellContact(result: WriteResult | undefined): WriteResult | undefined {
  const isOfContact =
    result?.kind === "refused" && result.codes.some((code) => NO_CONTACT_CODES.includes(code));
  return isOfContact ? { ...result, kind: "gone" } : result;
}
