import { describe, expect, it } from "vitest";
import {
  classifyRefusals,
  removableFields,
} from "../../../../../packages/integrations/src/salesforce/api/classify-refusals.ts";
import {
  type Refusal,
  RefusalBody,
} from "../../../../../packages/integrations/src/salesforce/api/salesforce-refusal.ts";

function refuse(code: string, ...fields: string[]): Refusal {
  return { code, innerCodes: [], fields, holderIds: [] };
}

/** A trigger's error, as Salesforce words it. */
function refuseByTrigger(code: string, cause: string): Refusal {
  const message = `SetRegion: execution of AfterUpdate\n\ncaused by: System.DmlException: Update failed. First exception on row 0 with id 0015g00000AbCdEAAV; first error: ${cause}, a secret: []`;
  return RefusalBody.parse({ statusCode: code, message });
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
    ["unknown", [refuse("SOMETHING_NEW")]],
    ["final", [refuse("SOMETHING_NEW"), refuse("REQUIRED_FIELD_MISSING")]],
    ["locked", [refuseByTrigger("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "UNABLE_TO_LOCK_ROW")]],
    ["passing", [refuseByTrigger("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "REQUEST_RUNNING_TOO_LONG")]],
    ["locked", [refuseByTrigger("CANNOT_EXECUTE_FLOW_TRIGGER", "UNABLE_TO_LOCK_ROW")]],
    ["final", [refuseByTrigger("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "FIELD_CUSTOM_VALIDATION_EXCEPTION")]],
    ["final", [refuse("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY")]],
    ["passing", [refuse("TXN_SECURITY_METERING_ERROR")]],
    ["passing", [refuse("ENTITY_IS_LOCKED")]],
    ["passing", [refuse("PROCESSING_HALTED")]],
    ["passing", [refuse("TOO_MANY_APEX_REQUESTS")]],
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
