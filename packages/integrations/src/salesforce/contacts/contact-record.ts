import type { ContactRecord } from "../../contacts/contact-record.ts";
import type { RemoteState } from "../../contacts/known-contacts.ts";
import type { RemoteValues } from "../../records/write-result.ts";
import type { RemoteRecord } from "../api/answers.ts";
import { toLongId } from "../api/salesforce-refusal.ts";
import { toText } from "./fit-value.ts";
import { isOurSource } from "./record-form.ts";
import type { RecordPlan } from "./record-plan.ts";

export function toContactRecord(plan: RecordPlan, { id, fields }: RemoteRecord): ContactRecord {
  const values = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toText(value)]));
  return {
    id,
    state: readState(plan, values),
    isMadeHere: isOurSource(values[plan.form.sourceField]),
    modifiedAt: new Date(values.SystemModstamp ?? 0).toISOString(),
    isGone: isDeleted({ values }) || values.IsConverted === "true",
    values,
  };
}

/** The values of a record that the sync reads back. */
export function readState(plan: RecordPlan, values: RemoteValues): RemoteState {
  const { keyProperty, stageProperty, optOutFields } = plan;
  return {
    prospectId: values[keyProperty] ?? null,
    ownerId: values.OwnerId ?? null,
    lifecycle: stageProperty === null ? null : (values[stageProperty] ?? null),
    optedOut: optOutFields.some((field) => values[field] === "true"),
  };
}

/** The record that this one was merged into or converted to; null where it was deleted. */
export function nextPlace({
  values,
}: Pick<ContactRecord, "values">): { id: string; how: "merged" | "converted" } | null {
  if (values.MasterRecordId) return { id: toLongId(values.MasterRecordId), how: "merged" };
  if (values.ConvertedContactId) return { id: toLongId(values.ConvertedContactId), how: "converted" };
  return null;
}

/** Whether the record is in the recycle bin, or was merged into another. */
export function isDeleted({ values }: Pick<ContactRecord, "values">): boolean {
  return values.IsDeleted === "true";
}
