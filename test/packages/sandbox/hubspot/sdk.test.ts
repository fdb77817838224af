import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as associations from "../../../../packages/integrations/node_modules/@hubspot/api-client/lib/codegen/crm/associations/v4/index.js";
import * as contacts from "../../../../packages/integrations/node_modules/@hubspot/api-client/lib/codegen/crm/contacts/index.js";
import * as communications from "../../../../packages/integrations/node_modules/@hubspot/api-client/lib/codegen/crm/objects/communications/index.js";
import * as owners from "../../../../packages/integrations/node_modules/@hubspot/api-client/lib/codegen/crm/owners/index.js";
import * as properties from "../../../../packages/integrations/node_modules/@hubspot/api-client/lib/codegen/crm/properties/index.js";
import * as oauth from "../../../../packages/integrations/node_modules/@hubspot/api-client/lib/codegen/oauth/index.js";
import { oauthApp } from "./oauth-app.ts";
import { sandboxAccount, uniqueProperty } from "./sandbox-account.ts";

const limits = { perTenSeconds: 100, oauthPerTenSeconds: 110, searchesPerSecond: 5, perDay: 250_000 };

/** The SDK's own client, whose only way out leads to the sandbox. */
function sdkAccount() {
  const owner = { id: "7", email: "sales@example.com", firstName: "Sam", lastName: "Low" };
  const app = oauthApp();
  const account = sandboxAccount({ owners: [owner], limits, oauth: app });
  vi.stubGlobal("fetch", (input: RequestInfo, init?: RequestInit) =>
    account.sandbox.fetch(new Request(input, init)),
  );
  return { ...account, app, accessToken: account.serviceKey };
}

let account: ReturnType<typeof sdkAccount>;
beforeEach(() => {
  account = sdkAccount();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

function contactsConfiguration() {
  return contacts.createConfiguration({ authMethods: { oauth2: { accessToken: account.accessToken } } });
}

async function rejection(promise: Promise<unknown>): Promise<contacts.ApiException<contacts.ModelError>> {
  const error = await promise.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof contacts.ApiException))
    throw new Error("the SDK threw something else", { cause: error });
  return error;
}

describe("the SDK's contacts", () => {
  it("creates, upserts, updates, reads, searches, archives and erases", async () => {
    const batch = new contacts.BatchApi(contactsConfiguration());
    await new properties.CoreApi(
      properties.createConfiguration({ authMethods: { oauth2: { accessToken: account.accessToken } } }),
    ).create("contacts", {
      ...uniqueProperty,
      type: properties.PropertyCreateTypeEnum.String,
      fieldType: properties.PropertyCreateFieldTypeEnum.Text,
    });

    const created = await batch.create({
      inputs: [{ properties: { firstname: "Ada", phone: "+33612345678" }, objectWriteTraceId: "t1" }],
    });
    const [ada] = created.results;
    expect(ada?.createdAt).toEqual(new Date("2026-11-02T09:00:00.000Z"));
    expect(ada?.objectWriteTraceId).toBe("t1");
    const id = ada?.id ?? "";

    const upserted = await batch.upsert({
      inputs: [{ id: "k2", idProperty: "customer_key", properties: { email: "bob@example.com" } }],
    });
    expect(upserted.results[0]).toMatchObject({ _new: true, properties: { customer_key: "k2" } });

    const updated = await batch.update({ inputs: [{ id, properties: { customer_key: "k1" } }] });
    expect(updated.results[0]?.properties.customer_key).toBe("k1");

    const read = await batch.read({
      inputs: [{ id: "k1" }, { id: "k3" }],
      idProperty: "customer_key",
      properties: ["firstname", "zip"],
      propertiesWithHistory: [],
    });
    expect(read).toBeInstanceOf(contacts.BatchResponseSimplePublicObjectWithErrors);
    expect(read.results[0]?.properties).toMatchObject({ firstname: "Ada", zip: null });
    expect(read).toMatchObject({ numErrors: 1, errors: [{ context: { ids: ["k3"] } }] });

    const found = await new contacts.SearchApi(contactsConfiguration()).doSearch({
      filterGroups: [
        {
          filters: [
            {
              propertyName: "hs_searchable_calculated_phone_number",
              operator: contacts.FilterOperatorEnum.Eq,
              value: "612345678",
            },
          ],
        },
      ],
      sorts: ["-lastmodifieddate"],
      properties: ["phone"],
      limit: 5,
    });
    expect(found).toMatchObject({ total: 1, results: [{ id }] });

    const basic = new contacts.BasicApi(contactsConfiguration());
    expect((await basic.getById(id, ["firstname", "customer_key"])).properties).toMatchObject({
      customer_key: "k1",
    });
    await basic.purge({ objectId: id });
    await batch.archive({ inputs: [{ id: upserted.results[0]?.id ?? "" }] });
    expect(account.sandbox.records("contacts")).toMatchObject([{ archived: true }]);
  });

  it("understands a 207 with an error of one input", async () => {
    account.sandbox.add("contacts", { email: "ada@example.com" });
    const answer = await new contacts.BatchApi(contactsConfiguration()).createWithHttpInfo({
      inputs: [
        { properties: { email: "ada@example.com" }, objectWriteTraceId: "t1" },
        { properties: { email: "bob@example.com" }, objectWriteTraceId: "t2" },
      ],
    });
    expect(answer.httpStatusCode).toBe(207);
    expect(answer.headers["x-hubspot-ratelimit-remaining"]).toBe("99");
    expect(answer.data).toMatchObject({
      results: [{ objectWriteTraceId: "t2" }],
      errors: [{ category: "CONFLICT", context: { objectWriteTraceId: ["t1"] } }],
    });
  });

  it.each([
    [400, "VALIDATION_ERROR", { nickname: "Ada" }],
    [409, "CONFLICT", { email: "ada@example.com" }],
  ])("throws its ApiException with the body of a %i %s", async (code, category, values) => {
    account.sandbox.add("contacts", { email: "ada@example.com" });
    const batch = new contacts.BatchApi(contactsConfiguration());
    const error = await rejection(batch.create({ inputs: [{ properties: values }] }));
    expect(error.code).toBe(code);
    expect(error.body).toMatchObject({ status: "error", correlationId: expect.any(String), category });
  });

  it("throws its ApiException with the headers of a 429", async () => {
    account.sandbox.faults.push({
      match: () => true,
      kind: "status",
      status: 429,
      retryAfterSeconds: 7,
      times: 1,
    });
    const error = await rejection(new contacts.BasicApi(contactsConfiguration()).getById("1"));
    expect(error).toMatchObject({ code: 429, headers: { "retry-after": "7" } });
  });
});

describe("the SDK's other APIs", () => {
  it("log a communication and associate it", async () => {
    const contactId = account.sandbox.add("contacts", { firstname: "Ada" });
    const configuration = { authMethods: { oauth2: { accessToken: account.accessToken } } };
    const created = await new communications.BatchApi(
      communications.createConfiguration(configuration),
    ).create({
      inputs: [
        {
          properties: {
            hs_communication_channel_type: "SMS",
            hs_communication_logged_from: "CRM",
            hs_communication_body: "hello",
            hs_timestamp: "2026-11-01T10:00:00Z",
          },
          objectWriteTraceId: "t1",
        },
      ],
    });
    const id = created.results[0]?.id ?? "";
    const batch = new associations.BatchApi(associations.createConfiguration(configuration));
    const associationCategory = associations.AssociationSpecAssociationCategoryEnum.HubspotDefined;
    const linked = await batch.create("communications", "contacts", {
      inputs: [
        { _from: { id }, to: { id: contactId }, types: [{ associationCategory, associationTypeId: 81 }] },
      ],
    });
    expect(linked.results).toMatchObject([{ fromObjectId: id, toObjectId: contactId }]);
    const read = await batch.getPage("communications", "contacts", { inputs: [{ id }] });
    expect(read.results).toMatchObject([{ _from: { id }, to: [{ toObjectId: contactId }] }]);
  });

  it("list the schema and the owners", async () => {
    const configuration = { authMethods: { oauth2: { accessToken: account.accessToken } } };
    const schema = await new properties.CoreApi(properties.createConfiguration(configuration)).getAll(
      "contacts",
    );
    const stage = schema.results.find(({ name }) => name === "lifecyclestage");
    expect(stage?.options).toContainEqual(expect.objectContaining({ value: "lead" }));
    const list = await new owners.OwnersApi(owners.createConfiguration(configuration)).getPage();
    expect(list.results).toMatchObject([{ id: "7", type: "PERSON", createdAt: new Date(0) }]);
  });

  it("refresh a token", async () => {
    const { refreshToken } = account.sandbox.grant(["crm.objects.contacts.read"]);
    const { clientId, clientSecret } = account.app;
    const tokens = new oauth.TokensApi(oauth.createConfiguration());
    const refreshed = await tokens.create(
      "refresh_token",
      undefined,
      undefined,
      clientId,
      clientSecret,
      refreshToken,
    );
    expect(refreshed).toMatchObject({ refreshToken, expiresIn: 1800, tokenType: "bearer" });
  });
});
