import { describe, expect, it } from "vitest";
import { sandboxAccount } from "../sandbox-account.ts";

const contacts = "/crm/v3/objects/contacts";

describe("a property value", () => {
  it.each([
    ["a name that the schema does not have", { nickname: "Ada" }, "PROPERTY_DOESNT_EXIST"],
    ["an option that a choice does not have", { lifecyclestage: "Prospect" }, "INVALID_OPTION"],
    ["an owner that the account does not have", { hubspot_owner_id: "12" }, "INVALID_OPTION"],
    ["a property that HubSpot calculates", { createdate: "2026-01-01T00:00:00Z" }, "READ_ONLY_VALUE"],
    ["an opt-out that only a person may set", { hs_email_optout: "true" }, "READ_ONLY_VALUE"],
    ["an address that is none", { email: "ada" }, "INVALID_EMAIL"],
    ["a number in words", { orders: "three" }, "INVALID_NUMBER"],
    ["a date that is no midnight", { birthday: "2026-01-01T10:00:00Z" }, "INVALID_DATE"],
    ["a moment that is none", { seen_at: "yesterday" }, "INVALID_DATE"],
    ["a truth that is neither", { vip: "yes" }, "INVALID_OPTION"],
  ])("is refused by name and code: %s", async (_, properties, code) => {
    const { call } = sandboxAccount();
    await defineTypedProperties(call);
    const refused = await call(`POST ${contacts}`, { properties: { firstname: "Ada", ...properties } });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        status: "error",
        category: "VALIDATION_ERROR",
        errors: [{ code, context: { propertyName: Object.keys(properties) } }],
      },
    });
    expect(refused.body.message).toMatch(/^Property values were not valid: \[\{"isValid":false/);
  });

  it.each([
    ["an owner of the account", { hubspot_owner_id: "7" }, { hubspot_owner_id: "7" }],
    ["a day in milliseconds", { birthday: "1767225600000" }, { birthday: "2026-01-01" }],
    ["a day in ISO 8601", { birthday: "2026-01-01" }, { birthday: "2026-01-01" }],
    ["a moment", { seen_at: "2026-01-01T11:00:00+01:00" }, { seen_at: "2026-01-01T10:00:00.000Z" }],
    ["a number", { orders: "3" }, { orders: "3" }],
    ["a truth", { vip: "true" }, { vip: "true" }],
    ["an option", { lifecyclestage: "lead" }, { lifecyclestage: "lead" }],
  ])("is kept in HubSpot's own form: %s", async (_, properties, kept) => {
    const owner = { id: "7", email: "sales@example.com", firstName: "Sam", lastName: "Low" };
    const { call } = sandboxAccount({ owners: [owner] });
    await defineTypedProperties(call);
    const { status, body } = await call(`POST ${contacts}`, {
      properties: { firstname: "Ada", ...properties },
    });
    expect(status).toBe(201);
    expect(body.properties).toMatchObject(kept);
  });

  it.each([3, true, null, ["a"], { a: "b" }])("is refused when it is %j and not a string", async (value) => {
    const { call } = sandboxAccount();
    const refused = await call(`POST ${contacts}`, { properties: { firstname: "Ada", city: value } });
    expect(refused).toMatchObject({ status: 400, body: { category: "VALIDATION_ERROR" } });
  });
});

describe("an activity", () => {
  it.each([
    ["notes", { hs_note_body: "hello" }, ["hs_timestamp"]],
    [
      "communications",
      { hs_communication_body: "hello", hs_timestamp: "1767225600000" },
      ["hs_communication_channel_type", "hs_communication_logged_from"],
    ],
  ])("of type %s needs its mandatory properties", async (type, properties, missing) => {
    const { call } = sandboxAccount();
    const refused = await call(`POST /crm/v3/objects/${type}`, { properties });
    expect(refused).toMatchObject({ status: 400, body: { context: { properties: missing } } });
  });
});

describe("the schema", () => {
  it("takes a new unique property, once", async () => {
    const { call, defineUniqueProperty } = sandboxAccount();
    expect(await defineUniqueProperty("contacts")).toMatchObject({
      status: 201,
      body: { name: "customer_key", hasUniqueValue: true, hubspotDefined: false },
    });
    expect((await call("GET /crm/v3/properties/contacts/customer_key")).body.hasUniqueValue).toBe(true);
    expect((await defineUniqueProperty("contacts")).status).toBe(409);
  });
});

describe("owners", () => {
  const owners = ["1", "2", "3"].map((id) => ({
    id,
    email: `${id}@example.com`,
    firstName: "Sam",
    lastName: id,
  }));

  it("are listed page by page", async () => {
    const { call } = sandboxAccount({ owners });
    const first = await call("GET /crm/v3/owners/?limit=2");
    expect(first.body.results).toMatchObject([{ id: "1", type: "PERSON" }, { id: "2" }]);
    const second = await call(`GET /crm/owners/2026-09?limit=2&after=${first.body.paging.next.after}`);
    expect(second.body.results).toMatchObject([{ id: "3" }]);
    expect(second.body).not.toHaveProperty("paging");
  });

  it("are found by their e-mail", async () => {
    const { call } = sandboxAccount({ owners });
    expect((await call("GET /crm/v3/owners?email=2@example.com")).body.results).toMatchObject([{ id: "2" }]);
  });
});

async function defineTypedProperties(call: ReturnType<typeof sandboxAccount>["call"]) {
  const types = { orders: "number", birthday: "date", seen_at: "datetime", vip: "bool" };
  for (const [name, type] of Object.entries(types)) {
    const property = { name, label: name, type, fieldType: "text", groupName: "contactinformation" };
    await call("POST /crm/v3/properties/contacts", property);
  }
}
