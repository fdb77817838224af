import { describe, expect, it } from "vitest";
import { sandboxAccount } from "./sandbox-account.ts";

const contacts = "/crm/v3/objects/contacts";

describe("batch/create", () => {
  it("answers 201 with each record, its times and its input's trace id", async () => {
    const { call, sandbox } = sandboxAccount();
    const { status, body } = await call(`POST ${contacts}/batch/create`, {
      inputs: [{ properties: { firstname: "Ada", email: "Ada@Example.com" }, objectWriteTraceId: "t1" }],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: "COMPLETE",
      results: [
        {
          objectWriteTraceId: "t1",
          archived: false,
          createdAt: "2026-11-02T09:00:00.000Z",
          properties: {
            firstname: "Ada",
            email: "ada@example.com",
            lastmodifieddate: "2026-11-02T09:00:00.000Z",
          },
        },
      ],
    });
    expect(body.results[0].properties.hs_object_id).toBe(body.results[0].id);
    expect(sandbox.records("contacts")).toHaveLength(1);
  });

  it("refuses only the bad input, in a 207, when every input has a trace id of its own", async () => {
    const { call, sandbox } = sandboxAccount();
    const { status, body } = await call(`POST ${contacts}/batch/create`, {
      inputs: [
        { properties: { firstname: "Ada" }, objectWriteTraceId: "good" },
        { properties: { nickname: "Bob" }, objectWriteTraceId: "bad" },
      ],
    });
    expect(status).toBe(207);
    expect(body.results.map((each: { objectWriteTraceId: string }) => each.objectWriteTraceId)).toEqual([
      "good",
    ]);
    expect(body).toMatchObject({
      numErrors: 1,
      errors: [{ category: "VALIDATION_ERROR", context: { objectWriteTraceId: ["bad"] } }],
    });
    expect(sandbox.records("contacts")).toHaveLength(1);
  });

  it.each([
    ["one has no trace id", "t1", undefined],
    ["two share a trace id", "t1", "t1"],
  ])("refuses the whole batch, and changes nothing, when %s", async (_, one, other) => {
    const { call, sandbox } = sandboxAccount();
    const { status, body } = await call(`POST ${contacts}/batch/create`, {
      inputs: [
        { properties: { firstname: "Ada" }, objectWriteTraceId: one },
        { properties: { nickname: "Bob" }, objectWriteTraceId: other },
      ],
    });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([
      { code: "PROPERTY_DOESNT_EXIST", context: { propertyName: ["nickname"] } },
    ]);
    expect(sandbox.records("contacts")).toEqual([]);
  });

  it("refuses the whole batch in spite of trace ids where the account is set so", async () => {
    const { call, sandbox } = sandboxAccount({ refusesWholeBatches: true });
    const { status } = await call(`POST ${contacts}/batch/create`, {
      inputs: [
        { properties: { firstname: "Ada" }, objectWriteTraceId: "t1" },
        { properties: { nickname: "Bob" }, objectWriteTraceId: "t2" },
      ],
    });
    expect(status).toBe(400);
    expect(sandbox.records("contacts")).toEqual([]);
  });

  it.each([0, 101])("refuses %i inputs", async (count) => {
    const { call } = sandboxAccount();
    const inputs = Array.from({ length: count }, (_, index) => ({
      properties: { firstname: `Ada ${index}` },
    }));
    expect((await call(`POST ${contacts}/batch/create`, { inputs })).status).toBe(400);
  });

  it("refuses a contact without e-mail, first name and last name", async () => {
    const { call } = sandboxAccount();
    const refused = await call(`POST ${contacts}/batch/create`, {
      inputs: [{ properties: { phone: "+33612345678" } }],
    });
    expect(refused).toMatchObject({ status: 400, body: { category: "VALIDATION_ERROR" } });
  });
});

describe("batch/update", () => {
  it("changes records by id and moves their modification time", async () => {
    const { call, sandbox, advance } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada" });
    advance(60_000);
    const { status, body } = await call(`POST ${contacts}/batch/update`, {
      inputs: [{ id, properties: { lastname: "Lovelace" }, objectWriteTraceId: "t1" }],
    });
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      {
        id,
        objectWriteTraceId: "t1",
        createdAt: "2026-11-02T09:00:00.000Z",
        updatedAt: "2026-11-02T09:01:00.000Z",
        properties: { firstname: "Ada", lastname: "Lovelace", lastmodifieddate: "2026-11-02T09:01:00.000Z" },
      },
    ]);
  });

  it("names the ids that are not there in one error of a 207, and changes the others", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada" });
    const removed = sandbox.add("contacts", { firstname: "Bob" });
    sandbox.remove(removed);
    const { status, body } = await call(`POST ${contacts}/batch/update`, {
      inputs: [id, removed, "999999"].map((each) => ({
        id: each,
        properties: { city: "Lyon" },
        objectWriteTraceId: `t${each}`,
      })),
    });
    expect(status).toBe(207);
    expect(body.results).toMatchObject([{ id, properties: { city: "Lyon" } }]);
    expect(body.errors).toMatchObject([
      {
        category: "OBJECT_NOT_FOUND",
        context: { ids: [removed, "999999"], objectWriteTraceId: [`t${removed}`, "t999999"] },
      },
    ]);
  });

  it("clears a property with an empty value", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada", city: "Lyon" });
    await call(`POST ${contacts}/batch/update`, { inputs: [{ id, properties: { city: "" } }] });
    expect(sandbox.records("contacts")[0]?.properties).not.toHaveProperty("city");
  });

  it("refuses a batch that names an id twice", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada" });
    const inputs = [
      { id, properties: { city: "Lyon" } },
      { id, properties: { city: "Nice" } },
    ];
    const refused = await call(`POST ${contacts}/batch/update`, { inputs });
    expect(refused).toMatchObject({ status: 400, body: { context: { ids: [id] } } });
    expect(sandbox.records("contacts")[0]?.properties).not.toHaveProperty("city");
  });
});

describe("batch/upsert", () => {
  it("changes the records that its unique property finds, and creates the others", async () => {
    const { call, sandbox, defineUniqueProperty } = sandboxAccount();
    await defineUniqueProperty("contacts");
    const known = sandbox.add("contacts", { firstname: "Ada", customer_key: "k1" });
    const { status, body } = await call(`POST ${contacts}/batch/upsert`, {
      inputs: [
        { id: "k1", idProperty: "customer_key", properties: { city: "Lyon" }, objectWriteTraceId: "t1" },
        { id: "k2", idProperty: "customer_key", properties: { firstname: "Bob" }, objectWriteTraceId: "t2" },
      ],
    });
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { id: known, new: false, objectWriteTraceId: "t1", properties: { firstname: "Ada", city: "Lyon" } },
      { new: true, objectWriteTraceId: "t2", properties: { firstname: "Bob", customer_key: "k2" } },
    ]);
  });

  it("changes nothing more when it is sent again", async () => {
    const { call, sandbox, defineUniqueProperty } = sandboxAccount();
    await defineUniqueProperty("contacts");
    const inputs = [{ id: "k1", idProperty: "customer_key", properties: { firstname: "Ada" } }];
    await call(`POST ${contacts}/batch/upsert`, { inputs });
    const again = await call(`POST ${contacts}/batch/upsert`, { inputs });
    expect(again.body.results[0].new).toBe(false);
    expect(sandbox.records("contacts")).toHaveLength(1);
  });

  it("creates a record again that a person has deleted", async () => {
    const { call, sandbox, defineUniqueProperty } = sandboxAccount();
    await defineUniqueProperty("contacts");
    const deleted = sandbox.add("contacts", { firstname: "Ada", customer_key: "k1" });
    sandbox.remove(deleted);
    const { body } = await call(`POST ${contacts}/batch/upsert`, {
      inputs: [{ id: "k1", idProperty: "customer_key", properties: { firstname: "Ada" } }],
    });
    expect(body.results[0]).toMatchObject({ new: true });
    expect(body.results[0].id).not.toBe(deleted);
  });

  it.each(["firstname", "hs_object_id", "nothing"])(
    "refuses %s as the property to find by",
    async (idProperty) => {
      const { call } = sandboxAccount();
      const refused = await call(`POST ${contacts}/batch/upsert`, {
        inputs: [{ id: "1", idProperty, properties: { lastname: "Lovelace" } }],
      });
      expect(refused.status).toBe(400);
      expect(refused.body.message).toContain(`non-unique 0-1 property ${idProperty}`);
    },
  );

  it("refuses a batch that names a value twice", async () => {
    const { call, defineUniqueProperty } = sandboxAccount();
    await defineUniqueProperty("contacts");
    const input = { id: "k1", idProperty: "customer_key", properties: { firstname: "Ada" } };
    expect((await call(`POST ${contacts}/batch/upsert`, { inputs: [input, input] })).status).toBe(400);
  });
});

describe("batch/archive", () => {
  it("archives records, answers 204, and ignores unknown records", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada" });
    const inputs = [{ id }, { id: "999999" }];
    expect(await call(`POST ${contacts}/batch/archive`, { inputs })).toMatchObject({ status: 204, text: "" });
    expect(sandbox.records("contacts")).toMatchObject([{ id, archived: true }]);
    expect((await call(`POST ${contacts}/batch/archive`, { inputs })).status).toBe(204);
  });
});

describe("the API's versions", () => {
  it("serve the same records", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada" });
    for (const path of ["/crm/v3/objects", "/crm/objects/2026-03", "/crm/objects/2026-09"]) {
      expect((await call(`GET ${path}/contacts/${id}`)).status).toBe(200);
    }
    expect((await call(`GET /crm/v2/objects/contacts/${id}`)).status).toBe(404);
  });

  it("apply an administrator's mandatory properties from 2026-09 on, and not before", async () => {
    const { call } = sandboxAccount({ requiredProperties: { contacts: ["lastname"] } });
    const inputs = [{ properties: { firstname: "Ada" } }];
    expect((await call("POST /crm/v3/objects/contacts/batch/create", { inputs })).status).toBe(201);
    expect(await call("POST /crm/objects/2026-09/contacts/batch/create", { inputs })).toMatchObject({
      status: 400,
      body: { category: "VALIDATION_ERROR", context: { properties: ["lastname"] } },
    });
  });
});
