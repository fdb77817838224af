import type { RemoteValues } from "../../contacts/choose-properties.ts";
import type { OwnershipMarks } from "../../contacts/contact-target.ts";
import type { RemoteState } from "../../contacts/known-contacts.ts";
import type { RemoteRecord } from "../api/answers.ts";
import { toLongId } from "../api/salesforce-refusal.ts";
import { toText } from "./fit-value.ts";
import { isOurSource } from "./record-form.ts";
import type { RecordPlan } from "./record-plan.ts";

/** A customer's record, its values as text. */
export interface ContactRecord {
  id: string;
  /** The customer's id that it bears. */
  key: string | null;
  isMadeHere: boolean;
  values: RemoteValues;
}

export const OWNERSHIP: OwnershipMarks<ContactRecord> = {
  systemName: "Salesforce",
  readKey: ({ key }) => key,
  isMadeHere: ({ isMadeHere }) => isMadeHere,
};

export function toContactRecord({ form }: RecordPlan, { id, fields }: RemoteRecord): ContactRecord {
  const values = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toText(value)]));
  const source = form.specs.leadSource?.property ?? "";
  return { id, key: values[form.keyField] ?? null, isMadeHere: isOurSource(values[source]), values };
}

/** What is read back of a record. */
export function readState(
  plan: RecordPlan,
  { key, values }: Pick<ContactRecord, "key" | "values">,
): RemoteState {
  return {
    prospectId: key,
    ownerId: values.OwnerId ?? null,
    lifecycle: readStage(plan, [values]),
    optedOut: plan.optOutFields.some((field) => values[field] === "true"),
  };
}

/** The first stage that stands in any of these. */
export function readStage(
  { stageField }: RecordPlan,
  sources: readonly (RemoteValues | undefined)[],
): string | null {
  if (stageField === null) return null;
  return sources.map((values) => values?.[stageField]).find(Boolean) ?? null;
}

/** Where the record has gone: merged into another, or made a contact of. Null where it is deleted. */
export function nextPlace({ values }: ContactRecord): { id: string; how: "merged" | "converted" } | null {
  if (values.MasterRecordId) return { id: toLongId(values.MasterRecordId), how: "merged" };
  if (values.ConvertedContactId) return { id: toLongId(values.ConvertedContactId), how: "converted" };
  return null;
}

/** Whether it is no record to be written any more. */
export function isGone(record: ContactRecord): boolean {
  return isDeleted(record) || record.values.IsConverted === "true";
}

/** Whether it is in the recycle bin, or was merged into another. */
export function isDeleted({ values }: ContactRecord): boolean {
  return values.IsDeleted === "true";
}
