import { type ContactPush, type CrmCustomer, normalizePhone, writePhone } from "@coccinelle/core";
import { type ContactRecord, distinctRecords } from "../../contacts/contact-record.ts";
import type { Found } from "../../contacts/contact-verbs.ts";
import { emailOf, phoneOf } from "../../contacts/identity.ts";
import { queryByConditions } from "../api/query-records.ts";
import type { Condition } from "../api/soql.ts";
import type { ContactContext } from "./contact-context.ts";
import { isDeleted, nextPlace } from "./contact-record.ts";
import { followRecords } from "./follow-records.ts";
import type { RecordForm } from "./record-form.ts";
import type { RecordPlan } from "./record-plan.ts";

/** A person deleted the customer's own record before the answer to its creation was stored. */
export const DELETED_REASON = "Salesforce's record of the customer was deleted there";

/**
 * The records that each customer without a mapping may have already: the record that bears its id, else the
 * records with its e-mail address. A customer without an address may have the records with its phone number.
 */
export async function findUnmapped(
  context: ContactContext,
  plan: RecordPlan,
  pushes: readonly ContactPush[],
): Promise<Found> {
  const conditions = pushes.flatMap(({ customer }) => [
    { field: plan.form.keyField, value: customer.id },
    ...personConditions(plan, customer),
  ]);
  return match(context, plan, pushes, conditions);
}

/**
 * Like `findUnmapped`, for many customers at once. A customer with a phone number alone is not looked for by its
 * id, since the upsert of a job finds that record by itself.
 */
export async function findBeforeLoad(
  context: ContactContext,
  plan: RecordPlan,
  pushes: readonly ContactPush[],
): Promise<Found> {
  const conditions = pushes.flatMap(({ customer }) => [
    ...(emailOf(customer) === null && phoneOf(customer) !== null
      ? []
      : [{ field: plan.form.keyField, value: customer.id }]),
    ...personConditions(plan, customer),
  ]);
  return match(context, plan, pushes, conditions);
}

/** Looks in the recycle bin as well. Only customers' own records count in the bin. */
async function match(
  context: ContactContext,
  plan: RecordPlan,
  pushes: readonly ContactPush[],
  conditions: readonly Condition[],
): Promise<Found> {
  const records = await queryByConditions(context, plan, "queryAll", conditions);
  const standing = records.filter((record) => !isDeleted(record));
  const asked = new Set(pushes.map(({ customer }) => customer.id));
  const moved = records.filter(
    (record) =>
      nextPlace(record) !== null && (!isDeleted(record) || asked.has(record.state.prospectId ?? "")),
  );
  const followed = await followRecords(
    context,
    moved.map(({ id }) => id),
  );
  const present = (record: ContactRecord) => (record.isGone ? followed.get(record.id)?.record : record) ?? [];
  const byKey = groupBy(records, ({ state }) => state.prospectId ?? []);
  const byEmail = groupBy(standing, (record) => emailOfRecord(plan, record) ?? []);
  const byPhone = groupBy(standing, (record) => phonesOfRecord(context, plan, record));
  const found: Found = { candidates: [], outcomes: [] };
  for (const push of pushes) {
    const { customer } = push;
    const own = byKey.get(customer.id) ?? [];
    const [first] = own.filter(({ isGone }) => !isGone).concat(own);
    if (first) {
      const place = first.isGone ? followed.get(first.id) : { record: first, how: "found" as const };
      if (place) found.candidates.push({ push, matches: [place.record], how: place.how });
      else found.outcomes.push({ prospectId: customer.id, kind: "remote_deleted", reason: DELETED_REASON });
      continue;
    }
    const email = emailOf(customer);
    const same = email !== null ? byEmail.get(email) : byPhone.get(phoneOf(customer) ?? "");
    const matches = distinctRecords((same ?? []).flatMap(present));
    found.candidates.push({ push, matches, how: "adopted" });
  }
  return found;
}

function groupBy(
  records: readonly ContactRecord[],
  readNames: (record: ContactRecord) => string | readonly string[],
): Map<string, ContactRecord[]> {
  const groups = new Map<string, ContactRecord[]>();
  for (const record of records) {
    for (const name of new Set([readNames(record)].flat())) {
      const group = groups.get(name);
      if (group) group.push(record);
      else groups.set(name, [record]);
    }
  }
  return groups;
}

/** No record has a value that is longer than its field. */
function personConditions({ form, lengthOf }: RecordPlan, customer: CrmCustomer): Condition[] {
  return listPersonConditions(form, customer).filter(({ field, value }) => value.length <= lengthOf(field));
}

function listPersonConditions(form: RecordForm, customer: CrmCustomer): Condition[] {
  const email = emailOf(customer);
  if (email !== null) return [{ field: form.emailField, value: email }];
  const phone = phoneOf(customer);
  if (phone === null) return [];
  const forms = writePhone(phone);
  const written = [phone, ...(forms ? [forms.national, forms.nationalDigits] : [])];
  // Address books of mobile phones write numbers in groups after a country code. That form is looked for in the
  // mobile field alone: in both fields it would cost each page one more call.
  const mobile = [...written, ...(forms ? [forms.international] : [])];
  return [
    ...unique(written).map((value) => ({ field: form.phoneField, value })),
    ...unique(mobile).map((value) => ({ field: form.mobileField, value })),
  ];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

function emailOfRecord({ form }: RecordPlan, { values }: ContactRecord): string | null {
  return values[form.emailField]?.toLowerCase() ?? null;
}

function phonesOfRecord(
  { settings }: ContactContext,
  { form }: RecordPlan,
  { values }: ContactRecord,
): string[] {
  return [values[form.phoneField], values[form.mobileField]].flatMap(
    (phone) => normalizePhone(phone ?? "", settings.defaultCountry) ?? [],
  );
}
