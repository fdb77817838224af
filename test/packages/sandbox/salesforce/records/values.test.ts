import type { SalesforceCustomField, SalesforceSandboxOptions } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { customerKey, sandboxOrg } from "../sandbox-org.ts";

const fields: SalesforceCustomField[] = [
  { object: "Contact", name: "Orders__c", type: "Number", precision: 18, scale: 0 },
  { object: "Contact", name: "Revenue__c", type: "Number", precision: 8, scale: 2 },
  { object: "Contact", name: "Seen__c", type: "DateTime" },
  { object: "Contact", name: "Out__c", type: "Checkbox" },
  { object: "Contact", name: "Segment__c", type: "Picklist", values: ["prospect", "client"] },
  { object: "Contact", name: "Tags__c", type: "LongTextArea", length: 32_768 },
  { object: "Contact", name: "Hidden__c", type: "Text", length: 40, isVisible: false },
];

/** Writes values to a new record, and returns the stored values or the refusal. */
async function write(
  values: Record<string, unknown>,
  options: Partial<SalesforceSandboxOptions> = {},
  type: "Contact" | "Lead" | "Task" = "Contact",
) {
  const { create, valuesOf } = sandboxOrg({ customFields: [customerKey, ...fields], ...options });
  const required = type === "Task" ? {} : { LastName: "Martin", Company: "-" };
  const given = type === "Contact" ? { LastName: "Martin", ...values } : { ...required, ...values };
  const { body } = await create(type, [given]);
  const [row] = body;
  return row.success ? { values: valuesOf(type, row.id) } : { refusal: row.errors[0] };
}

describe("a value", () => {
  it.each([
    ["Orders__c", 12, 12],
    ["Revenue__c", 12.345, 12.35],
    ["Seen__c", "2026-11-02T10:00:00.789+01:00", "2026-11-02T09:00:00.000+0000"],
    ["Seen__c", "2026-11-02T09:00:00.000+0000", "2026-11-02T09:00:00.000+0000"],
    ["Birthdate", "1815-12-10", "1815-12-10"],
    ["Out__c", true, true],
    ["Segment__c", "CLIENT", "client"],
    ["FirstName", "  Ada ", "Ada"],
    ["FirstName", "   ", null],
    ["FirstName", "", null],
    ["LeadSource", "Anything", "Anything"],
    ["Tags__c", "x".repeat(32_768), "x".repeat(32_768)],
  ])("of %s is kept in the API's form", async (name, given, kept) => {
    const { values } = await write({ [name]: given });
    expect(values?.[name]).toBe(kept);
  });

  it.each([
    ["FirstName", "x".repeat(41), "STRING_TOO_LONG"],
    ["LastName", "x".repeat(81), "STRING_TOO_LONG"],
    ["Phone", "1".repeat(41), "STRING_TOO_LONG"],
    ["Tags__c", "x".repeat(32_769), "STRING_TOO_LONG"],
    ["Email", "ada@nowhere", "INVALID_EMAIL_ADDRESS"],
    ["Segment__c", "other", "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"],
    ["Orders__c", "12", "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["Revenue__c", 1_000_000, "NUMBER_OUTSIDE_VALID_RANGE"],
    ["Out__c", "true", "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["Seen__c", "yesterday", "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["Birthdate", "10.12.1815", "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["FirstName", 7, "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    ["OwnerId", "nobody", "MALFORMED_ID"],
    ["AccountId", "003000000000001AAA", "MALFORMED_ID"],
    ["AccountId", "001000000000001AAA", "INVALID_CROSS_REFERENCE_KEY"],
    ["CreatedDate", "2026-11-02T09:00:00Z", "INVALID_FIELD_FOR_INSERT_UPDATE"],
    ["Name", "Ada", "INVALID_FIELD_FOR_INSERT_UPDATE"],
  ])("of %s that does not fit is refused with the field's name", async (name, given, statusCode) => {
    expect((await write({ [name]: given })).refusal).toMatchObject({ statusCode, fields: [name] });
  });

  it.each(["Nowhere__c", "Hidden__c"])(
    "of a field that is not there for the user (%s) refuses its record",
    async (name) => {
      expect((await write({ [name]: "x" })).refusal).toEqual({
        statusCode: "INVALID_FIELD",
        message: `No such column '${name}' on sobject of type Contact`,
        fields: [],
      });
    },
  );

  it("that cannot be read may refuse the whole call, which then changes nothing", async () => {
    const { create, sandbox } = sandboxOrg({ refusesWholeCalls: true });
    const records = [{ LastName: "Ada" }, { LastName: "Bob", Nowhere__c: "x" }];
    expect(await create("Contact", records)).toMatchObject({
      status: 400,
      body: [{ errorCode: "INVALID_FIELD" }],
    });
    const unreadable = [{ LastName: "Ada" }, { LastName: "Bob", Birthdate: "soon" }];
    expect(await create("Contact", unreadable)).toMatchObject({
      status: 400,
      body: [{ errorCode: "JSON_PARSER_ERROR" }],
    });
    expect(sandbox.records("Contact")).toEqual([]);
  });
});

describe("an owner", () => {
  it("is the user who creates the record, unless the record names another active user", async () => {
    const users = ["api", "anna", "gone"].map((name) => ({
      username: `${name}@example.com`,
      name,
      isActive: name !== "gone",
    }));
    const { create, sandbox, valuesOf } = sandboxOrg({ users });
    const [, anna = "", gone = ""] = sandbox.records("User").map(({ id }) => id);
    const { body } = await create("Contact", [
      { LastName: "A" },
      { LastName: "B", OwnerId: anna },
      { LastName: "C", OwnerId: gone },
    ]);
    expect(valuesOf("Contact", body[0].id).OwnerId).toBe(sandbox.userId);
    expect(valuesOf("Contact", body[1].id).OwnerId).toBe(anna);
    expect(body[2].errors).toMatchObject([{ statusCode: "INACTIVE_OWNER_OR_USER", fields: ["OwnerId"] }]);
  });
});

describe("a task", () => {
  it("is closed by its status", async () => {
    expect((await write({ Subject: "Call", Status: "Completed" }, {}, "Task")).values).toMatchObject({
      IsClosed: true,
      CompletedDateTime: "2026-11-02T09:00:00.000+0000",
      Priority: "Normal",
      TaskSubtype: "Task",
    });
    expect((await write({ Subject: "Call" }, {}, "Task")).values).toMatchObject({
      Status: "Not Started",
      IsClosed: false,
    });
  });

  it("has one of the known subtypes, which cannot be changed", async () => {
    expect((await write({ TaskSubtype: "WhatsApp" }, {}, "Task")).refusal).toMatchObject({
      statusCode: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    });
    const { create, update } = sandboxOrg();
    const { body } = await create("Task", [{ TaskSubtype: "Call" }]);
    const changed = await update("Task", [{ Id: body[0].id, TaskSubtype: "Email" }]);
    expect(changed.body[0].errors[0].statusCode).toBe("INVALID_FIELD_FOR_INSERT_UPDATE");
  });

  it("needs a contact that is not in the recycle bin", async () => {
    const { create, sandbox } = sandboxOrg();
    const id = sandbox.add("Contact", { LastName: "Ada" });
    sandbox.remove(id);
    const { body } = await create("Task", [{ Subject: "Call", WhoId: id }]);
    expect(body[0].errors).toMatchObject([{ statusCode: "ENTITY_IS_DELETED", fields: ["WhoId"] }]);
  });
});

describe("an address", () => {
  const countries = [
    { code: "FR", label: "France" },
    { code: "US", label: "United States", states: { CA: "California" } },
  ];

  it("is free text without picklists", async () => {
    expect((await write({ MailingCountry: "Frankreich" })).values).toMatchObject({
      MailingCountry: "Frankreich",
    });
    expect((await write({ MailingCountryCode: "FR" })).refusal).toMatchObject({
      statusCode: "INVALID_FIELD",
    });
  });

  it.each([[{ MailingCountry: "France" }], [{ MailingCountryCode: "FR" }], [{ MailingCountry: "fr" }]])(
    "with picklists has a name and a code, whichever is given: %j",
    async (given) => {
      expect((await write(given, { countries })).values).toMatchObject({
        MailingCountry: "France",
        MailingCountryCode: "FR",
      });
    },
  );

  it.each([
    [{ MailingCountry: "Frankreich" }, "MailingCountry"],
    [{ MailingCountryCode: "ZZ" }, "MailingCountry"],
    [{ MailingCountryCode: "US", MailingState: "Texas" }, "MailingState"],
    [{ MailingState: "California" }, "MailingState"],
  ])("with picklists is refused where it is not in the list: %j", async (given, field) => {
    expect((await write(given, { countries })).refusal).toMatchObject({
      statusCode: "FIELD_INTEGRITY_EXCEPTION",
      fields: [field],
    });
  });

  it("of a lead follows the same rules, and a state is checked against the stored country", async () => {
    expect((await write({ Country: "France" }, { countries }, "Lead")).values?.CountryCode).toBe("FR");
    const { create, update, valuesOf } = sandboxOrg({ countries });
    const { body } = await create("Contact", [{ LastName: "A", MailingCountryCode: "US" }]);
    await update("Contact", [{ Id: body[0].id, MailingState: "California" }]);
    expect(valuesOf("Contact", body[0].id)).toMatchObject({
      MailingStateCode: "CA",
      MailingCountry: "United States",
    });
  });
});

describe("a currency", () => {
  it("is a field only in an organisation with several currencies", async () => {
    expect((await write({ CurrencyIsoCode: "EUR" })).refusal).toMatchObject({ statusCode: "INVALID_FIELD" });
    const currencies = ["EUR", "CHF"];
    expect((await write({}, { currencies })).values?.CurrencyIsoCode).toBe("EUR");
    expect((await write({ CurrencyIsoCode: "CHF" }, { currencies })).values?.CurrencyIsoCode).toBe("CHF");
    expect((await write({ CurrencyIsoCode: "USD" }, { currencies })).refusal).toMatchObject({
      statusCode: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
    });
  });
});
