import type { EmailConflictForm } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { sandboxAccount } from "./sandbox-account.ts";

const create = "POST /crm/v3/objects/contacts/batch/create";

describe("an e-mail address that is taken", () => {
  it.each<[EmailConflictForm, number, (id: string) => Record<string, unknown>]>([
    [
      "existing-id",
      409,
      (id) => ({ category: "CONFLICT", message: `Contact already exists. Existing ID: ${id}` }),
    ],
    ["already-exists", 409, () => ({ category: "OBJECT_ALREADY_EXISTS", error: "CONTACT_EXISTS" })],
    [
      "unique-value",
      400,
      () => ({
        category: "VALIDATION_ERROR",
        errors: [{ code: "CONFLICTING_UNIQUE_VALUE", context: { propertyName: ["email"] } }],
      }),
    ],
  ])("is refused in the form %s", async (emailConflict, status, expected) => {
    const { call, sandbox } = sandboxAccount({ emailConflict });
    const id = sandbox.add("contacts", { email: "ada@example.com" });
    const refused = await call(create, { inputs: [{ properties: { email: "ADA@example.com" } }] });
    expect(refused).toMatchObject({ status, body: expected(id) });
    expect(sandbox.records("contacts")).toHaveLength(1);
  });

  it("is named only for the first bad input of a batch", async () => {
    const { call, sandbox } = sandboxAccount();
    const first = sandbox.add("contacts", { email: "ada@example.com" });
    const second = sandbox.add("contacts", { email: "bob@example.com" });
    const { text } = await call(create, {
      inputs: ["ada@example.com", "bob@example.com"].map((email) => ({ properties: { email } })),
    });
    expect(text).toContain(first);
    expect(text).not.toContain(second);
  });

  it("is taken when it is an additional address of another contact", async () => {
    const { call, sandbox } = sandboxAccount();
    sandbox.add("contacts", { firstname: "Ada", hs_additional_emails: "ada@example.com;ada@work.example" });
    expect((await call(create, { inputs: [{ properties: { email: "ada@work.example" } }] })).status).toBe(
      409,
    );
  });

  it("is refused for the second of two inputs that want it, in their own 207", async () => {
    const { call, sandbox } = sandboxAccount();
    const { status, body } = await call(create, {
      inputs: ["t1", "t2"].map((objectWriteTraceId) => ({
        properties: { email: "ada@example.com" },
        objectWriteTraceId,
      })),
    });
    expect(status).toBe(207);
    expect(body.errors).toMatchObject([{ category: "CONFLICT", context: { objectWriteTraceId: ["t2"] } }]);
    expect(sandbox.records("contacts")).toHaveLength(1);
  });

  it("refuses an upsert by another key, and an update by id", async () => {
    const { call, sandbox, defineUniqueProperty } = sandboxAccount();
    await defineUniqueProperty("contacts");
    sandbox.add("contacts", { email: "ada@example.com" });
    const bob = sandbox.add("contacts", { email: "bob@example.com" });
    const properties = { email: "ada@example.com" };
    const upsert = { inputs: [{ id: "k1", idProperty: "customer_key", properties }] };
    expect((await call("POST /crm/v3/objects/contacts/batch/upsert", upsert)).status).toBe(409);
    expect((await call(`PATCH /crm/v3/objects/contacts/${bob}`, { properties })).status).toBe(409);
  });

  it("is free again when its contact is archived or gets another address", async () => {
    const { call, sandbox } = sandboxAccount();
    sandbox.remove(sandbox.add("contacts", { email: "ada@example.com" }));
    sandbox.edit(sandbox.add("contacts", { email: "bob@example.com" }), { email: "robert@example.com" });
    const inputs = ["ada@example.com", "bob@example.com"].map((email) => ({ properties: { email } }));
    expect((await call(create, { inputs })).status).toBe(201);
  });
});

describe("a value of a created unique property", () => {
  it("is refused for a second record, whatever the form of e-mail conflicts", async () => {
    const { call, sandbox, defineUniqueProperty } = sandboxAccount();
    await defineUniqueProperty("contacts");
    sandbox.add("contacts", { firstname: "Ada", customer_key: "k1" });
    const refused = await call(create, {
      inputs: [{ properties: { firstname: "Bob", customer_key: "k1" } }],
    });
    expect(refused).toMatchObject({
      status: 400,
      body: { errors: [{ code: "CONFLICTING_UNIQUE_VALUE", context: { propertyName: ["customer_key"] } }] },
    });
  });

  it("may exist on the types that the account allows, by default only on contacts", async () => {
    expect((await sandboxAccount().defineUniqueProperty("communications")).status).toBe(400);
    const open = sandboxAccount({ uniquePropertyTypes: ["contacts", "communications"] });
    expect((await open.defineUniqueProperty("communications")).status).toBe(201);
  });
});
