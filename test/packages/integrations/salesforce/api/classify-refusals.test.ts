import { describe, expect, it } from "vitest";
import { classifyRefusals } from "../../../../../packages/integrations/src/salesforce/api/classify-refusals.ts";
import type { Refusal } from "../../../../../packages/integrations/src/salesforce/api/salesforce-refusal.ts";
import { withoutRefused } from "../../../../../packages/integrations/src/salesforce/contacts/without-refused.ts";

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

describe("the values without those that were refused", () => {
  const properties = {
    Key__c: "1",
    LastName: "Martin",
    Email: "bad",
    MailingCountryCode: "XX",
    OwnerId: "005",
  };

  it.each([
    ["Email", refuse("INVALID_EMAIL_ADDRESS", "Email")],
    ["MailingCountryCode", refuse("FIELD_INTEGRITY_EXCEPTION", "MailingStateCode")],
    ["MailingCountryCode", refuse("FIELD_INTEGRITY_EXCEPTION", "MailingCountry")],
    ["OwnerId", refuse("INACTIVE_OWNER_OR_USER")],
  ])("lack %s alone, with a warning", (removed, refusal) => {
    const { [removed]: _, ...kept } = properties as Record<string, string>;
    expect(withoutRefused(properties, [refusal], "Key__c")).toEqual({
      properties: kept,
      warnings: [expect.stringContaining(`${removed} was left out`)],
    });
  });

  it.each(["Key__c", "LastName", "Other__c"])("are nothing to try where %s is refused", (field) => {
    expect(withoutRefused(properties, [refuse("STRING_TOO_LONG", field)], "Key__c")).toBeNull();
  });
});
