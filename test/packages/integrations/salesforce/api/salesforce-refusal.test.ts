import { describe, expect, it } from "vitest";
import {
  describeRefusals,
  RefusalBody,
  readRowRefusal,
  toLongId,
} from "../../../../../packages/integrations/src/salesforce/api/salesforce-refusal.ts";

describe("a refusal", () => {
  it("keeps codes, fields and ids, and nothing of the message", () => {
    const refusal = RefusalBody.parse({
      statusCode: "INVALID_EMAIL_ADDRESS",
      message: "Email: invalid email address: secret address",
      fields: ["Email", "secret address"],
    });
    expect(refusal).toEqual({
      code: "INVALID_EMAIL_ADDRESS",
      innerCodes: [],
      fields: ["Email"],
      holderIds: [],
    });
    expect(describeRefusals([refusal])).toBe("Salesforce refuses it: INVALID_EMAIL_ADDRESS (Email)");
  });

  it.each([
    [
      { errorCode: "INVALID_FIELD", message: "No such column 'Town__c' on sobject of type Contact" },
      "Town__c",
    ],
    [
      {
        errorCode: "INVALID_FIELD",
        message: "FROM Contact WHERE x\n^\nERROR: No such column 'Town__c' on entity",
      },
      "Town__c",
    ],
  ])("of an unknown field names it", (body, name) => {
    expect(RefusalBody.parse(body).fields).toEqual([name]);
  });

  it("of a taken unique value names the record that has it", () => {
    const message = "duplicate value found: X__c duplicates value on record with id: 0035g00000AbCdE";
    expect(RefusalBody.parse({ statusCode: "DUPLICATE_VALUE", message }).holderIds).toEqual([
      toLongId("0035g00000AbCdE"),
    ]);
  });

  it("of a duplicate names the records that match", () => {
    const record = { attributes: { type: "Contact" }, Id: "0035g00000AbCdEAAV" };
    const duplicateResult = { allowSave: false, matchResults: [{ matchRecords: [{ record }] }] };
    expect(RefusalBody.parse({ statusCode: "DUPLICATES_DETECTED", duplicateResult }).holderIds).toEqual([
      "0035g00000AbCdEAAV",
    ]);
  });

  it.each([
    ["REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --", ["LastName"]],
    [
      "STRING_TOO_LONG:First: data value too large: a secret (max length=40):FirstName,LastName --",
      ["FirstName", "LastName"],
    ],
    ["UNABLE_TO_LOCK_ROW:unable to obtain exclusive access:--", []],
    ["not a code", []],
  ])("of a job's row is read likewise: %s", (text, fields) => {
    const refusal = readRowRefusal(text);
    expect(refusal.fields).toEqual(fields);
    expect(refusal.code).toMatch(/^[A-Z_]+$/);
  });
});

describe("an id of 15 characters", () => {
  it.each([
    ["001A0000006Vm9r", "001A0000006Vm9rIAC"],
    ["00D000000000062", "00D000000000062EAA"],
    ["00D000000000062EAA", "00D000000000062EAA"],
  ])("%s is %s in 18", (short, long) => {
    expect(toLongId(short)).toBe(long);
  });
});
