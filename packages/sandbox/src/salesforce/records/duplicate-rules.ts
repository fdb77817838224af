import type { Org } from "../access/org.ts";
import { RowRefusal } from "../api/salesforce-error.ts";
import type { DuplicateRule } from "../api/salesforce-options.ts";
import type { ObjectType } from "../schema/object-type.ts";
import type { FieldValues, SObjectRecord } from "./sobject-record.ts";

const EMAIL_FIELDS = { Contact: "Email", Lead: "Email", Account: "PersonEmail" } as const;

const MESSAGES = {
  alert: "You're creating a duplicate record. We recommend you use an existing record instead.",
  block: "Use one of these records?",
} as const;

export interface DuplicateCheck {
  type: ObjectType;
  /** The record that is changed; undefined for a new one. */
  record?: SObjectRecord;
  values: FieldValues;
  /** Whether the record is saved in spite of rules that alert. */
  allowsDuplicates: boolean;
}

/** @throws RowRefusal DUPLICATES_DETECTED where a rule finds another record with the e-mail address */
export function checkDuplicates(org: Org, { type, record, values, allowsDuplicates }: DuplicateCheck): void {
  for (const rule of org.duplicateRules) {
    if (rule.object !== type || (record && !rule.onUpdate)) continue;
    if (rule.action === "alert" && allowsDuplicates) continue;
    const field = EMAIL_FIELDS[rule.object];
    const email = values[field] ?? null;
    if (email === null) continue;
    const found = org.store
      .findByValue(type, field, email)
      .filter((other) => other.id !== record?.id && other.values.IsDeleted !== true);
    if (found.length > 0) throw duplicatesError(rule, found);
  }
}

function duplicatesError(rule: DuplicateRule, found: SObjectRecord[]): RowRefusal {
  const message = MESSAGES[rule.action];
  const { object, namesMatches = true } = rule;
  const matchRecords = found.map(({ id }) => ({
    additionalInformation: [],
    fieldDiffs: [],
    matchConfidence: 100,
    record: { attributes: { type: object, url: `/services/data/v66.0/sobjects/${object}/${id}` }, Id: id },
  }));
  return new RowRefusal(
    "DUPLICATES_DETECTED",
    message,
    namesMatches
      ? {
          duplicateResult: {
            allowSave: rule.action === "alert",
            duplicateRule: `Standard_${object}_Duplicate_Rule`,
            duplicateRuleEntityType: object,
            errorMessage: message,
            matchResults: [
              {
                entityType: object,
                errors: [],
                matchEngine: "FuzzyMatchEngine",
                matchRecords,
                rule: `Standard_${object}_Match_Rule_v1_1`,
                size: matchRecords.length,
                success: true,
              },
            ],
          },
        }
      : {},
  );
}
