import { AuthorizationError, type SetupReport } from "@coccinelle/core";
import { grantAccess, PERMISSION_SET_NAME } from "../access/grant-access.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import type { FieldDescription, ObjectDescription } from "../api/answers.ts";
import { toLongId } from "../api/salesforce-refusal.ts";
import { newRecordForm, type RecordType } from "../contacts/record-form.ts";
import { planRecord } from "../contacts/record-plan.ts";
import { type MadeField, makeFields } from "./make-fields.ts";
import { ACTIVITY_FIELDS, CONTACT_FIELDS, describeField, type OurField } from "./our-fields.ts";

/** An object whose records are written, and our fields on it. */
interface Target {
  type: RecordType | "Task";
  /** The object that has the fields: a person account shows its contact's fields, a task those of all activities. */
  fieldsOf: "Contact" | "Lead" | "Activity";
  /** The object that permissions for the fields name. */
  permissionsOf: "Contact" | "Lead" | "Task";
  fields: readonly OurField[];
  /** The name of a field on the object's records. */
  toSeenName: (name: string) => string;
}

/** Makes missing fields as far as that is permitted, and tells an administrator how to make the others. */
export async function setUp(context: AdapterContext): Promise<SetupReport> {
  const report: SetupReport = { ready: false, created: [], missing: [], learned: {} };
  const { organizationId, userId } = await identifyOrganization(context);
  report.learned.organizationId = organizationId;

  const { type } = newRecordForm(context.settings);
  const customers = toTarget(type);
  const record = await completeTarget(context, report, customers, userId);
  const isRecordReady = record !== null && checkRecord(context, report, record);
  // A lead that is converted goes on as a contact.
  if (type === "Lead") await completeTarget(context, report, toTarget("Contact"), userId);
  const task = await completeTarget(context, report, TASKS, userId);
  checkTaskStatus(context, report, task);
  report.learned.activityKeys = isKey(task, TASKS);
  report.ready = isRecordReady && isKey(record, customers) && task !== null;
  return report;
}

/** Record ids mean other people in another organisation, so access to it would overwrite strangers. */
async function identifyOrganization({ api, settings }: AdapterContext) {
  const identity = await api.identify();
  const { organizationId: expected } = settings;
  if (expected === undefined || toLongId(expected) === identity.organizationId) return identity;
  throw new AuthorizationError(
    `the access is to Salesforce organisation ${identity.organizationId}, and this integration is with organisation ${expected}: give access to that one, or make another integration`,
  );
}

const TASKS: Target = {
  type: "Task",
  fieldsOf: "Activity",
  permissionsOf: "Task",
  fields: ACTIVITY_FIELDS,
  toSeenName: (name) => name,
};

function toTarget(type: RecordType): Target {
  const object = type === "Lead" ? "Lead" : "Contact";
  return {
    type,
    fieldsOf: object,
    permissionsOf: object,
    fields: CONTACT_FIELDS,
    toSeenName: (name) => (type === "Account" ? name.replace(/__c$/, "__pc") : name),
  };
}

/**
 * Makes the fields that an object lacks and lets the user see them, as far as that is permitted.
 *
 * @returns the object as the user sees it then; null where its records cannot be written
 */
async function completeTarget(
  context: AdapterContext,
  report: SetupReport,
  target: Target,
  userId: string,
): Promise<ObjectDescription | null> {
  const { api } = context;
  const { type, fieldsOf, permissionsOf, toSeenName } = target;
  context.forgetObject(type);
  const before = await context.getObject(type);
  if (!checkObject(report, type, before)) return null;
  const absent = target.fields.filter(({ name }) => !findField(before, toSeenName(name)));
  const made = await makeFields(api, fieldsOf, absent);
  for (const [name, result] of made) if (result === "made") report.created.push(`${fieldsOf}.${name}`);

  const unseen = target.fields.filter(
    ({ name }) => made.get(name) !== "refused" && !isEditable(findField(before, toSeenName(name))),
  );
  if (unseen.length > 0) {
    const paths = unseen.map(({ name }) => ({ object: permissionsOf, field: name }));
    await grantAccess(api, userId, paths);
    context.forgetObject(type);
  }
  const after = await context.getObject(type);
  for (const field of target.fields) {
    const remedy = findRemedy(target, field, findField(after, toSeenName(field.name)), made.get(field.name));
    if (remedy !== null) {
      report.missing.push({ kind: "property", name: `${fieldsOf}.${field.name}`, remedy });
    }
  }
  return after;
}

function checkObject(
  report: SetupReport,
  type: Target["type"],
  description: ObjectDescription | null,
): description is ObjectDescription {
  if (description?.createable && description.updateable) return true;
  const remedy =
    type === "Task"
      ? "give the user of the API the permission Edit Tasks, and access to activities"
      : `give the user of the API Read, Create and Edit on the object ${type}, by a permission set`;
  report.missing.push({ kind: "object", name: type, remedy });
  return false;
}

/** @returns null where nothing is wrong with the field */
function findRemedy(
  { fieldsOf, permissionsOf }: Target,
  field: OurField,
  seen: FieldDescription | undefined,
  made: MadeField | undefined,
): string | null {
  if (field.isKey && seen && !(seen.externalId && seen.unique)) {
    return `delete it and make it again as an External ID with unique values: ${describeField(field)}`;
  }
  if (isEditable(seen)) return null;
  const access = `give Read and Edit access to the field ${permissionsOf}.${field.name} in a permission set, such as ${PERMISSION_SET_NAME}, and assign it to the user of the API`;
  return made === "refused"
    ? `add to ${fieldsOf}: ${describeField(field)}; then ${access}`
    : `it is there, but field-level security keeps it from the user of the API: ${access}`;
}

/** @returns whether customers can be records as the settings say */
function checkRecord(
  { settings }: AdapterContext,
  report: SetupReport,
  description: ObjectDescription,
): boolean {
  const form = newRecordForm(settings);
  const plan = planRecord(form, settings, description, () => false);
  for (const { name, property, why } of plan.off) {
    const isNamed = report.missing.some((each) => each.name.endsWith(`.${property.replace(/__pc$/, "__c")}`));
    if (isNamed) continue;
    const remedy = `${why}, so the field ${name} is left out: give the user of the API access to it, or correct the field mapping in the integration's settings`;
    report.missing.push({ kind: "property", name: `${form.type}.${property}`, remedy });
  }
  if (form.type !== "Account" || findField(description, "PersonContactId")) return true;
  report.missing.push({
    kind: "object",
    name: "Person accounts",
    remedy: "have person accounts enabled for the organisation, or choose another account in the settings",
  });
  return false;
}

function checkTaskStatus(
  { settings: { taskStatus } }: AdapterContext,
  report: SetupReport,
  task: ObjectDescription | null,
): void {
  if (task === null || taskStatus === undefined) return;
  const statuses = findField(task, "Status")?.picklistValues ?? [];
  if (statuses.some(({ active, value }) => active && value === taskStatus)) return;
  const remedy = `it has no value ${taskStatus}: correct taskStatus in the integration's settings`;
  report.missing.push({ kind: "property", name: "Task.Status", remedy });
}

/** Whether our id on the object's records is one that no two of them have. */
function isKey(description: ObjectDescription | null, { fields, toSeenName }: Target): boolean {
  const name = fields.find((field) => field.isKey)?.name;
  const seen = name === undefined ? undefined : findField(description, toSeenName(name));
  return isEditable(seen) && seen.externalId && seen.unique;
}

function findField(description: ObjectDescription | null, name: string): FieldDescription | undefined {
  return description?.fields.find((field) => field.name === name);
}

function isEditable(field: FieldDescription | undefined): field is FieldDescription {
  return (field?.createable && field.updateable) ?? false;
}
