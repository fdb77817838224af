import { type ActivityPush, TransientError } from "@coccinelle/core";
import { fitText } from "../../fields/fit-text.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { FieldDescription, ObjectDescription } from "../api/answers.ts";
import type { RecordFields } from "../api/salesforce-api.ts";
import { ACTIVITY_FIELD_NAMES } from "../set-up/our-fields.ts";

/** How an organisation keeps activities. */
export interface TaskForm {
  /** The status of completed tasks; undefined where the organisation has none, so that its default is used. */
  status: string | undefined;
  /** Whether a field may be set on a new task, and to this value where it has a list of them. */
  takes: (field: string, value?: string) => boolean;
  /**
   * Where a task bears our id: in a unique field (`key`), in a field that is not unique, or at the end of its text.
   */
  mark: "key" | "field" | "text";
}

/** Every organisation begins with this status. Not every user may ask which statuses mean completed. */
const USUAL_CLOSED_STATUS = "Completed";
const SUBJECT_LENGTH = 255;
const DESCRIPTION_LENGTH = 32_000;

const CHANNEL_NAMES: Record<ActivityPush["kind"], string> = {
  sms: "SMS",
  whatsapp: "WhatsApp",
  call: "Call",
  email: "E-mail",
  note: "Note",
};
/** Salesforce has subtypes for two kinds alone. */
const SUBTYPES: Partial<Record<ActivityPush["kind"], string>> = { call: "Call", email: "Email" };
const CALL_TYPES: Record<ActivityPush["direction"], string> = { incoming: "Inbound", outgoing: "Outbound" };

/** @throws TransientError where the user of the API may not make tasks: the integration has to be set up */
export async function getTaskForm(context: AdapterContext): Promise<TaskForm> {
  const { settings } = context;
  const [task, closed] = await Promise.all([context.getObject("Task"), context.getClosedStatuses()]);
  if (!task?.createable) {
    throw new TransientError("Salesforce lets this user make no tasks: the integration has to be set up");
  }
  const takes = (name: string, value?: string) => takesValue(findField(task, name), value);
  const statuses = [settings.taskStatus ?? "", ...closed, USUAL_CLOSED_STATUS];
  return {
    status: statuses.find((status) => takes("Status", status)),
    takes,
    mark: settings.activityKeys ? "key" : takes(ACTIVITY_FIELD_NAMES.activityId) ? "field" : "text",
  };
}

function findField({ fields }: ObjectDescription, name: string): FieldDescription | undefined {
  return fields.find((field) => field.name === name);
}

function takesValue(field: FieldDescription | undefined, value: string | undefined): boolean {
  if (!field?.createable) return false;
  return value === undefined || field.picklistValues.some((each) => each.active && each.value === value);
}

/** Reads the description of tasks again. @returns the fields that tasks were sent with and nobody may set any more */
export async function listUnwritable(
  context: AdapterContext,
  form: TaskForm,
  fields: readonly string[],
): Promise<string[]> {
  context.forgetObject("Task");
  const now = await getTaskForm(context);
  return fields.filter((name) => form.takes(name) && !now.takes(name));
}

/** @param whoId the contact or lead that the activity is with */
export function toTaskFields(form: TaskForm, activity: ActivityPush, whoId: string): RecordFields {
  const { id, kind, direction, occurredAt, text } = activity;
  const subtype = SUBTYPES[kind];
  const callType = CALL_TYPES[direction];
  return {
    WhoId: whoId,
    Subject: toSubject(activity),
    Description: toDescription(form, { id, text }),
    ActivityDate: toDay(occurredAt),
    ...(form.status !== undefined && { Status: form.status }),
    ...(subtype !== undefined && form.takes("TaskSubtype", subtype) && { TaskSubtype: subtype }),
    ...(kind === "call" && form.takes("CallType", callType) && { CallType: callType }),
    ...(form.takes(ACTIVITY_FIELD_NAMES.channel) && { [ACTIVITY_FIELD_NAMES.channel]: kind }),
    ...(form.takes(ACTIVITY_FIELD_NAMES.occurredAt) && { [ACTIVITY_FIELD_NAMES.occurredAt]: occurredAt }),
    ...(form.mark !== "text" && { [ACTIVITY_FIELD_NAMES.activityId]: id }),
  };
}

/** The subject of an e-mail is the first line of its text. */
function toSubject({ kind, direction, text }: ActivityPush): string {
  const name = CHANNEL_NAMES[kind];
  if (kind === "note") return name;
  const subject = `${name} ${direction === "incoming" ? "received" : "sent"}`;
  const title = kind === "email" ? text.split("\n", 1).join("").trim() : "";
  return cut(title === "" ? subject : `${subject}: ${title}`, SUBJECT_LENGTH);
}

export function toDay(occurredAt: string): string {
  return new Date(occurredAt).toISOString().slice(0, 10);
}

/** The text, with our id below it where no field takes the id. */
export function toDescription(
  { mark }: Pick<TaskForm, "mark">,
  { id, text }: { id: string; text: string },
): string {
  const end = mark === "text" ? `\n\n${toTextMark(id)}` : "";
  return cut(text, DESCRIPTION_LENGTH - end.length) + end;
}

export function toTextMark(activityId: string): string {
  return `[Coccinelle ${activityId}]`;
}

/** An ellipsis marks a cut. */
function cut(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${fitText(text, maxLength - 1).value}…`;
}
