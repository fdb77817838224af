import { type ContactPush, normalizePhone, writePhone } from "@coccinelle/core";
import type { Candidates } from "../contacts/contact-target.ts";
import type { ContactContext } from "./contact-context.ts";
import { type ContactRecord, isGone } from "./contact-record.ts";
import { followRecords } from "./follow-records.ts";
import { queryByConditions } from "./query-records.ts";
import type { RecordForm } from "./record-form.ts";
import type { RecordPlan } from "./record-plan.ts";
import type { Condition } from "./soql.ts";

/**
 * The records that each customer without a mapping may have already: the one that bears its id, or those with
 * its e-mail address, or, for customers without one, those with its phone number.
 */
export async function findUnmapped(
  context: ContactContext,
  plan: RecordPlan,
  pushes: readonly ContactPush[],
): Promise<Candidates<ContactRecord>[]> {
  const conditions = pushes.flatMap(({ customer }) => [
    { field: plan.form.keyField, value: customer.id },
    ...personConditions(plan.form, customer),
  ]);
  return toCandidates(context, plan, pushes, await queryByConditions(context, plan, "query", conditions));
}

/**
 * Likewise without a look for the customer's own id where it has no e-mail address: for many at once, whose
 * upsert finds that record by itself.
 */
export async function findBeforeLoad(
  context: ContactContext,
  plan: RecordPlan,
  pushes: readonly ContactPush[],
): Promise<Candidates<ContactRecord>[]> {
  const conditions = pushes.flatMap(({ customer }) => [
    ...(emailOf(customer) === null && phoneOf(customer) !== null
      ? []
      : [{ field: plan.form.keyField, value: customer.id }]),
    ...personConditions(plan.form, customer),
  ]);
  return toCandidates(context, plan, pushes, await queryByConditions(context, plan, "query", conditions));
}

type Customer = ContactPush["customer"];

async function toCandidates(
  context: ContactContext,
  plan: RecordPlan,
  pushes: readonly ContactPush[],
  records: readonly ContactRecord[],
): Promise<Candidates<ContactRecord>[]> {
  const gone = records.filter(isGone).map(({ id }) => id);
  const followed = await followRecords(context, gone);
  const present = (record: ContactRecord) =>
    (isGone(record) ? followed.get(record.id)?.record : record) ?? [];
  const byKey = groupBy(records, ({ key }) => (key === null ? [] : [key]));
  const byEmail = groupBy(records, (record) => emailOfRecord(plan, record) ?? []);
  const byPhone = groupBy(records, (record) => phonesOfRecord(context, plan, record));
  return pushes.map((push): Candidates<ContactRecord> => {
    const { customer } = push;
    const [own] = byKey.get(customer.id) ?? [];
    if (own) {
      const how = isGone(own) ? "converted" : "found";
      return { push, matches: [present(own)].flat(), how };
    }
    const email = emailOf(customer);
    const same = email !== null ? byEmail.get(email) : byPhone.get(phoneOf(customer) ?? "");
    const matches = (same ?? []).flatMap(present);
    return { push, matches: [...new Map(matches.map((each) => [each.id, each])).values()], how: "adopted" };
  });
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

function personConditions(form: RecordForm, customer: Customer): Condition[] {
  const email = emailOf(customer);
  if (email !== null) return [{ field: form.emailField, value: email }];
  const phone = phoneOf(customer);
  if (phone === null) return [];
  const forms = writePhone(phone);
  const written = [phone, ...(forms ? [forms.national, forms.nationalDigits] : [])];
  // In groups after a country code, as address books of mobile phones write numbers: one form more in
  // both fields would be a call more for each page.
  const mobile = [...written, ...(forms ? [forms.international] : [])];
  return [
    ...unique(written).map((value) => ({ field: form.phoneField, value })),
    ...unique(mobile).map((value) => ({ field: form.mobileField, value })),
  ];
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}

/** Who a customer is to others: two customers with the same cannot both have a record. */
export function identityOf(customer: Customer): string | null {
  return emailOf(customer) ?? phoneOf(customer);
}

function emailOf({ email }: Customer): string | null {
  return email?.trim().toLowerCase() || null;
}

function phoneOf({ phone, country }: Customer): string | null {
  return normalizePhone(phone ?? "", country ?? undefined);
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
