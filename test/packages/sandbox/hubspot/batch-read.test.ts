import { describe, expect, it } from "vitest";
import { sandboxAccount } from "./sandbox-account.ts";

const contacts = "/crm/v3/objects/contacts";

describe("batch/read", () => {
  it("shows the properties that are asked for, null where there is no value, and leaves unknown ones out", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada", city: "Lyon" });
    const { status, body } = await call(`POST ${contacts}/batch/read`, {
      inputs: [{ id }],
      properties: ["city", "zip", "nickname"],
      propertiesWithHistory: [],
    });
    expect(status).toBe(200);
    expect(body.results[0].properties).toEqual({
      city: "Lyon",
      zip: null,
      hs_object_id: id,
      createdate: "2026-11-02T09:00:00.000Z",
      lastmodifieddate: "2026-11-02T09:00:00.000Z",
    });
  });

  it("names all unknown ids in one OBJECT_NOT_FOUND of a 207", async () => {
    const { call, sandbox } = sandboxAccount();
    sandbox.add("contacts", { email: "ada@example.com" });
    const { status, body } = await call(`POST ${contacts}/batch/read`, {
      inputs: [{ id: "ada@example.com" }, { id: "bob@example.com" }, { id: "eve@example.com" }],
      idProperty: "email",
      properties: ["email"],
    });
    expect(status).toBe(207);
    expect(body.results).toMatchObject([{ properties: { email: "ada@example.com" } }]);
    expect(body).toMatchObject({
      numErrors: 1,
      errors: [{ category: "OBJECT_NOT_FOUND", context: { ids: ["bob@example.com", "eve@example.com"] } }],
    });
  });

  it("finds by e-mail in any case, and by an additional address too", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", {
      email: "ada@example.com",
      hs_additional_emails: "countess@example.com",
    });
    for (const email of ["ADA@example.com", "Countess@Example.com"]) {
      const { status, body } = await call(`POST ${contacts}/batch/read`, {
        inputs: [{ id: email }],
        idProperty: "email",
        properties: ["email", "hs_additional_emails"],
      });
      expect(status).toBe(200);
      expect(body.results).toMatchObject([
        { id, properties: { hs_additional_emails: "countess@example.com" } },
      ]);
    }
  });

  it("finds by a created unique property, and refuses any property that is not unique", async () => {
    const { call, sandbox, defineUniqueProperty } = sandboxAccount();
    await defineUniqueProperty("contacts");
    const id = sandbox.add("contacts", { firstname: "Ada", customer_key: "k1" });
    const inputs = [{ id: "k1" }];
    const found = await call(`POST ${contacts}/batch/read`, { inputs, idProperty: "customer_key" });
    expect(found.body.results).toMatchObject([{ id }]);
    expect((await call(`POST ${contacts}/batch/read`, { inputs, idProperty: "city" })).status).toBe(400);
  });

  it("shows archived records only when the call asks for them", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada" });
    sandbox.remove(id);
    const inputs = [{ id }];
    expect((await call(`POST ${contacts}/batch/read`, { inputs })).body.results).toEqual([]);
    const archived = await call(`POST ${contacts}/batch/read?archived=true`, { inputs });
    expect(archived.body.results).toMatchObject([
      { id, archived: true, archivedAt: "2026-11-02T09:00:00.000Z" },
    ]);
  });
});

describe("a merged contact", () => {
  function mergedAccount() {
    const account = sandboxAccount();
    const ada = account.sandbox.add("contacts", { firstname: "Ada", email: "ada@example.com" });
    const countess = account.sandbox.add("contacts", { city: "London", email: "countess@example.com" });
    const survivor = account.sandbox.merge(ada, countess);
    return { ...account, ada, countess, survivor };
  }

  it("is a new record with the values of both, of which the first win", () => {
    const { sandbox, ada, countess, survivor } = mergedAccount();
    expect([ada, countess]).not.toContain(survivor);
    expect(sandbox.records("contacts")).toMatchObject([
      {
        id: survivor,
        properties: {
          firstname: "Ada",
          city: "London",
          email: "ada@example.com",
          hs_additional_emails: "countess@example.com",
        },
      },
    ]);
  });

  it("is found by either old id, and shows its new id", async () => {
    const { call, ada, countess, survivor } = mergedAccount();
    for (const id of [ada, countess]) {
      const { status, body } = await call(`POST ${contacts}/batch/read`, { inputs: [{ id }] });
      expect(status).toBe(200);
      expect(body.results).toMatchObject([{ id: survivor }]);
    }
  });

  it("is not changed by an update of an old id, which the answer leaves out", async () => {
    const { call, sandbox, ada, survivor } = mergedAccount();
    const other = sandbox.add("contacts", { firstname: "Bob" });
    const { status, body } = await call(`POST ${contacts}/batch/update`, {
      inputs: [ada, other].map((id) => ({ id, properties: { zip: "69001" }, objectWriteTraceId: id })),
    });
    expect(status).toBe(200);
    expect(body).not.toHaveProperty("errors");
    expect(body.results).toMatchObject([{ id: other }]);
    expect(sandbox.records("contacts").find(({ id }) => id === survivor)?.properties).not.toHaveProperty(
      "zip",
    );
  });

  it("takes over the activities of both", async () => {
    const { call, sandbox } = sandboxAccount();
    const ada = sandbox.add("contacts", { firstname: "Ada" });
    const bob = sandbox.add("contacts", { firstname: "Bob" });
    for (const id of [ada, bob]) {
      await call("POST /crm/v3/objects/notes", {
        properties: { hs_note_body: "hello", hs_timestamp: "2026-11-01T10:00:00Z" },
        associations: [
          { to: { id }, types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 202 }] },
        ],
      });
    }
    const survivor = sandbox.merge(ada, bob);
    expect(sandbox.records("contacts")[0]?.associations.notes).toHaveLength(2);
    expect(sandbox.records("notes").map(({ associations }) => associations.contacts)).toEqual([
      [survivor],
      [survivor],
    ]);
  });
});

describe("a single record", () => {
  it("is created, read, changed and archived", async () => {
    const { call } = sandboxAccount();
    const created = await call(`POST ${contacts}`, { properties: { firstname: "Ada" } });
    expect(created).toMatchObject({ status: 201, body: { properties: { firstname: "Ada" } } });
    const path = `${contacts}/${created.body.id}`;
    expect(await call(`PATCH ${path}`, { properties: { city: "Lyon" } })).toMatchObject({ status: 200 });
    expect((await call(`GET ${path}?properties=city,zip`)).body.properties).toMatchObject({
      city: "Lyon",
      zip: null,
    });
    expect((await call(`DELETE ${path}`)).status).toBe(204);
    expect(await call(`GET ${path}`)).toMatchObject({ status: 404, body: { category: "OBJECT_NOT_FOUND" } });
    expect((await call(`PATCH ${path}`, { properties: { city: "Nice" } })).status).toBe(404);
  });
});

describe("gdpr-delete", () => {
  it("erases a contact by its id together with its activities, and frees its e-mail", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { email: "ada@example.com" });
    await call("POST /crm/v3/objects/notes", {
      properties: { hs_note_body: "hello", hs_timestamp: "2026-11-01T10:00:00Z" },
      associations: [
        { to: { id }, types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 202 }] },
      ],
    });
    expect((await call(`POST ${contacts}/gdpr-delete`, { objectId: id })).status).toBe(204);
    expect(sandbox.records("contacts")).toEqual([]);
    expect(sandbox.records("notes")).toEqual([]);
    expect((await call(`POST ${contacts}`, { properties: { email: "ada@example.com" } })).status).toBe(201);
  });

  it("blocks an e-mail address that nobody has", async () => {
    const { call } = sandboxAccount();
    const body = { objectId: "ada@example.com", idProperty: "email" };
    expect((await call(`POST ${contacts}/gdpr-delete`, body)).status).toBe(204);
    expect((await call(`POST ${contacts}`, { properties: { email: "Ada@example.com" } })).status).toBe(400);
  });
});
