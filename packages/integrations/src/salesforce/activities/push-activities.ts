import {
  type ActivityOutcome,
  type ActivityPush,
  AuthorizationError,
  RetryAfterError,
  TransientError,
} from "@coccinelle/core";
import { describeRefusals } from "../api/salesforce-refusal.ts";
import { type WriteResult, writeRecords } from "../api/write-records.ts";
import type { ContactContext } from "../contacts/contact-context.ts";
import { findTasks, type PlacedActivity } from "./find-tasks.ts";
import { findWhoIds } from "./find-who-ids.ts";
import { listUnwritable, type TaskForm, toTaskFields } from "./task-form.ts";
import { withTaskForm } from "./with-task-form.ts";

/** What a task names is not there, or not for this user. */
const NO_CONTACT_CODES: readonly string[] = [
  "ENTITY_IS_DELETED",
  "INVALID_CROSS_REFERENCE_KEY",
  "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
];

/**
 * Brings activities to Salesforce as tasks that are done, each once. Where a unique field holds our id, a second
 * creation is refused; elsewhere nothing tells two creations apart but a look before the second. An upsert
 * would not do: it cannot set what only a creation may, and would undo what people wrote there.
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
  const placed: PlacedActivity[] = [];
  const outcomes: ActivityOutcome[] = [];
  for (const activity of page) {
    const whoId = whoIds.get(activity.contactExternalId);
    if (whoId === undefined) outcomes.push(withoutContact(activity.id));
    else placed.push({ activity, whoId });
  }
  const doubtful = form.mark === "key" ? [] : placed.filter(({ activity }) => activity.intended);
  const found = await findTasks(context, form, doubtful);
  for (const [activityId, task] of found) {
    if (typeof task === "object") outcomes.push({ activityId, kind: "synced", ...task });
    else {
      const reason = "Salesforce has a task of the same moment that may be the activity";
      outcomes.push({ activityId, kind: "unknown", reason });
    }
  }
  const missing = placed.filter(({ activity }) => !found.has(activity.id));
  return [...outcomes, ...(await createTasks(context, form, missing))];
}

/** @throws TransientError for a limit that was met after a part had been carried out already */
async function createTasks(
  context: ContactContext,
  form: TaskForm,
  placed: readonly PlacedActivity[],
): Promise<ActivityOutcome[]> {
  let isBegun = false;
  // Tasks of one contact side by side: each locks it, and would lock out another call's.
  const inputs = placed.toSorted((one, other) => (one.whoId < other.whoId ? -1 : 1));
  try {
    const results = await writeRecords(inputs, {
      type: "Task",
      write: async (part) => {
        const records = part.map(({ activity, whoId }) => toTaskFields(form, activity, whoId));
        const saved = await context.api.createRecords("Task", records);
        isBegun = true;
        return saved;
      },
      listUnwritable: (fields) => listUnwritable(context, form, fields),
    });
    const standing = inputs.filter((input) => isStanding(results.get(input)));
    const tasks = await findTasks(context, form, standing);
    return inputs.map((input): ActivityOutcome => {
      const { id: activityId } = input.activity;
      const task = tasks.get(activityId);
      if (typeof task === "object") return { activityId, kind: "synced", ...task };
      return toOutcome(activityId, results.get(input));
    });
  } catch (cause) {
    const isStop = cause instanceof RetryAfterError || cause instanceof AuthorizationError;
    if (!isBegun || !isStop) throw cause;
    throw new TransientError("Salesforce took a part of the activities alone", { cause });
  }
}

/** It was created before; the answer was lost. */
function isStanding(result: WriteResult | undefined): boolean {
  return result?.kind === "refused" && result.why === "taken";
}

function toOutcome(activityId: string, result: WriteResult | undefined): ActivityOutcome {
  if (result?.kind === "written") return { activityId, kind: "synced", externalId: result.id };
  const { why, refusals } = result ?? { why: "passing", refusals: [] };
  const isError = why === "locked" || why === "passing" || why === "taken";
  if (!isError && refusals.some(({ code }) => NO_CONTACT_CODES.includes(code))) {
    return withoutContact(activityId);
  }
  const kind = isError ? "error" : "blocked";
  return { activityId, kind, reason: describeRefusals(refusals) };
}

function withoutContact(activityId: string): ActivityOutcome {
  const reason = "Salesforce does not have the contact, or this user may not see it";
  return { activityId, kind: "blocked", reason };
}
