import { describe, expect, it } from "vitest";
import {
  classifyRefusals,
  removableFields,
} from "../../../../../packages/integrations/src/salesforce/api/classify-refusals.ts";
import type { Refusal } from "../../../../../packages/integrations/src/salesforce/api/salesforce-refusal.ts";

function refuse(code: string, ...fields: string[]): Refusal {
  return { code, fields, holderIds: [] };
}

describe("a record's refusal", () => {
  it.each([
    ["gone", [refuse("ENTITY_IS_DELETED")]],
    ["gone", [refuse("INVALID_CROSS_REFERENCE_KEY")]],
    ["gone", [refuse("CANNOT_UPDATE_CONVERTED_LEAD")]],
    ["value", [refuse("INVALID_CROSS_REFERENCE_KEY", "OwnerId")]],
    ["value", [refuse("STRING_TOO_LONG", "City"), refuse("INVALID_EMAIL_ADDRESS", "Email")]],
    ["final", [refuse("INVALID_EMAIL_ADDRESS", "Email"), refuse("REQUIRED_FIELD_MISSING", "Size__c")]],
    ["final", [refuse("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Email")]],
    ["final", [refuse("SOMETHING_NEW")]],
    ["unknown-field", [refuse("INVALID_FIELD", "Size__c")]],
    ["final", [refuse("INVALID_FIELD_FOR_INSERT_UPDATE")]],
    ["locked", [refuse("UNABLE_TO_LOCK_ROW"), refuse("STRING_TOO_LONG", "City")]],
    ["duplicate", [refuse("DUPLICATES_DETECTED")]],
    ["taken", [refuse("DUPLICATE_VALUE")]],
    ["passing", []],
  ])("is %s", (kind, refusals) => {
    expect(classifyRefusals(refusals)).toBe(kind);
  });
});

describe("the fields that a refused record may go without", () => {
  it.each([
    [["Email"], refuse("INVALID_EMAIL_ADDRESS", "Email")],
    [["MailingCountry", "MailingCountryCode"], refuse("FIELD_INTEGRITY_EXCEPTION", "MailingStateCode")],
    [["MailingCountry", "MailingCountryCode"], refuse("FIELD_INTEGRITY_EXCEPTION", "MailingCountry")],
    [["OwnerId"], refuse("INACTIVE_OWNER_OR_USER")],
  ])("are %j", (fields, refusal) => {
    expect(removableFields([refusal])).toEqual(fields);
  });

  it.each(["Coccinelle_Customer_Id__c", "Coccinelle_Customer_Id__pc", "LastName", "RecordTypeId"])(
    "are none where %s is refused",
    (field) => {
      const refusals = [refuse("INVALID_EMAIL_ADDRESS", "Email"), refuse("STRING_TOO_LONG", field)];
      expect(removableFields(refusals)).toEqual([]);
    },
  );
});
