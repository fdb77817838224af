import type { SalesforceSandboxOptions } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { sandboxOrg } from "../sandbox-org.ts";

function emptyOrg(options: Partial<SalesforceSandboxOptions> = {}) {
  const org = sandboxOrg({ customFields: [], ...options });
  const describeField = async (type: string, name: string) => {
    const { body } = await org.call(`GET /sobjects/${type}/describe`);
    return body.fields.find((field: { name: string }) => field.name === name);
  };
  const createField = (FullName: string, Metadata: Record<string, unknown> = text) =>
    org.call("POST /tooling/sobjects/CustomField", { FullName, Metadata });
  const grant = async (Field: string, permissions: Record<string, boolean> = {}) => {
    const set = await org.call("POST /sobjects/PermissionSet", { Name: "Sync", Label: "Sync" });
    const ParentId = set.body.id;
    const field = await org.call("POST /sobjects/FieldPermissions", {
      ParentId,
      SobjectType: Field.split(".")[0],
      Field,
      PermissionsRead: true,
      PermissionsEdit: true,
      ...permissions,
    });
    const AssigneeId = org.sandbox.userId;
    const assignment = { PermissionSetId: ParentId, AssigneeId };
    const assigned = await org.call("POST /sobjects/PermissionSetAssignment", assignment);
    return [set.status, field.status, assigned.status];
  };
  return { ...org, describeField, createField, grant };
}

const text = { label: "Key", type: "Text", length: 255, externalId: true, unique: true, caseSensitive: true };

describe("a describe", () => {
  it("shows the fields of an object with their attributes", async () => {
    const { call, describeField } = emptyOrg();
    const { status, body } = await call("GET /sobjects/contact/describe");
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: "Contact", keyPrefix: "003", createable: true, deletable: true });
    expect(await describeField("Contact", "LastName")).toMatchObject({
      type: "string",
      length: 80,
      nillable: false,
      createable: true,
      updateable: true,
      externalId: false,
      unique: false,
    });
    expect(await describeField("Contact", "Name")).toMatchObject({ createable: false, updateable: false });
    expect(await describeField("Task", "Description")).toMatchObject({ length: 32_000, filterable: false });
    expect(await describeField("Lead", "Status")).toMatchObject({
      type: "picklist",
      restrictedPicklist: false,
      picklistValues: expect.arrayContaining([
        {
          active: true,
          defaultValue: true,
          label: "Open - Not Contacted",
          validFor: null,
          value: "Open - Not Contacted",
        },
      ]),
    });
    expect(await describeField("Task", "WhoId")).toMatchObject({
      type: "reference",
      referenceTo: ["Contact", "Lead"],
      relationshipName: "Who",
    });
  });

  it("is refused for unknown objects, and for objects without a right to read", async () => {
    const { call } = emptyOrg({ rights: { objects: { Contact: ["read"] } } });
    for (const type of ["Opportunity", "Lead"]) {
      expect(await call(`GET /sobjects/${type}/describe`)).toMatchObject({
        status: 404,
        body: [{ errorCode: "NOT_FOUND" }],
      });
    }
    const { body } = await call("GET /sobjects/Contact/describe");
    expect(body).toMatchObject({ createable: false, updateable: false, deletable: false });
  });
});

describe("a custom field", () => {
  it("that was created is visible only when a permission set grants access", async () => {
    const { createField, describeField, grant, create, query } = emptyOrg();
    const created = await createField("Contact.Key__c");
    expect(created).toMatchObject({ status: 201, body: { success: true, errors: [] } });
    expect(await describeField("Contact", "Key__c")).toBeUndefined();
    const refused = await create("Contact", [{ LastName: "A", Key__c: "k" }]);
    expect(refused.body[0].errors[0].statusCode).toBe("INVALID_FIELD");
    expect((await query("SELECT Key__c FROM Contact")).body[0].errorCode).toBe("INVALID_FIELD");

    expect(await grant("Contact.Key__c")).toEqual([201, 201, 201]);
    expect(await describeField("Contact", "Key__c")).toMatchObject({
      type: "string",
      length: 255,
      externalId: true,
      unique: true,
      caseSensitive: true,
      custom: true,
      createable: true,
    });
    expect((await create("Contact", [{ LastName: "A", Key__c: "k" }])).body[0].success).toBe(true);
  });

  it("that may only be read is shown, and cannot be written", async () => {
    const { createField, describeField, grant, create } = emptyOrg();
    await createField("Contact.Key__c");
    await grant("Contact.Key__c", { PermissionsEdit: false });
    expect(await describeField("Contact", "Key__c")).toMatchObject({ createable: false, updateable: false });
    const { body } = await create("Contact", [{ LastName: "A", Key__c: "k" }]);
    expect(body[0].errors).toMatchObject([
      { statusCode: "INVALID_FIELD_FOR_INSERT_UPDATE", fields: ["Key__c"] },
    ]);
  });

  it("of an activity is a field of tasks", async () => {
    const { createField, describeField, grant } = emptyOrg();
    expect((await createField("Activity.Key__c")).status).toBe(201);
    expect((await createField("Task.Key__c")).status).toBe(400);
    await grant("Task.Key__c");
    expect(await describeField("Task", "Key__c")).toMatchObject({ externalId: true, unique: true });
  });

  it("of an activity cannot be a key where the option forbids it", async () => {
    const { createField } = emptyOrg({ allowsActivityKeys: false });
    expect(await createField("Activity.Key__c")).toMatchObject({
      status: 400,
      body: [{ errorCode: "FIELD_INTEGRITY_EXCEPTION" }],
    });
    expect((await createField("Contact.Key__c")).status).toBe(201);
    expect((await createField("Activity.Other__c", { ...text, externalId: false })).status).toBe(201);
  });

  it.each([
    [{ label: "A", type: "Text" }, "length"],
    [{ label: "A", type: "LongTextArea", length: 1000 }, "visibleLines"],
    [{ label: "A", type: "Number", precision: 18 }, "scale"],
    [{ label: "A", type: "Checkbox" }, "defaultValue"],
  ])("needs what its type needs: %j", async (metadata, missing) => {
    const { createField } = emptyOrg();
    const refused = await createField("Contact.Key__c", metadata);
    expect(refused.status).toBe(400);
    expect(refused.body[0].message).toContain(missing);
  });
});

describe("rights that the user lacks", () => {
  it("prevent the creation of fields", async () => {
    const { createField } = emptyOrg({ rights: { customizeApplication: false } });
    expect(await createField("Contact.Key__c")).toMatchObject({
      status: 403,
      body: [{ errorCode: "INSUFFICIENT_ACCESS" }],
    });
  });

  it("prevent the granting of permissions", async () => {
    const { grant, createField } = emptyOrg({ rights: { managePermissionSets: false } });
    await createField("Contact.Key__c");
    expect(await grant("Contact.Key__c")).toEqual([403, 403, 403]);
  });

  it("prevent writes and reads of records", async () => {
    const { create, update, remove, sandbox, query } = emptyOrg({
      rights: { objects: { Contact: ["read"] } },
    });
    const id = sandbox.add("Contact", { LastName: "Ada" });
    const answers = [
      await create("Contact", [{ LastName: "Bob" }]),
      await update("Contact", [{ Id: id, LastName: "Bob" }]),
      await remove([id]),
    ];
    for (const { body } of answers) {
      expect(body[0].errors[0].statusCode).toBe("INSUFFICIENT_ACCESS_OR_READONLY");
    }
    expect((await query("SELECT Id FROM Contact")).body.totalSize).toBe(1);
    expect((await query("SELECT Id FROM Task")).body[0].errorCode).toBe("INVALID_TYPE");
  });
});

describe("permissions", () => {
  it("belong to the user to whom they were assigned", async () => {
    const { createField, describeField, call, sandbox } = emptyOrg();
    await createField("Contact.Key__c");
    const set = await call("POST /sobjects/PermissionSet", { Name: "Sync", Label: "Sync" });
    await call("POST /sobjects/FieldPermissions", {
      ParentId: set.body.id,
      SobjectType: "Contact",
      Field: "Contact.Key__c",
      PermissionsRead: true,
    });
    const assign = (AssigneeId: string | undefined) =>
      call("POST /sobjects/PermissionSetAssignment", { PermissionSetId: set.body.id, AssigneeId });
    await assign(sandbox.records("User").at(-1)?.id);
    expect(await describeField("Contact", "Key__c")).toBeUndefined();
    const { body } = await assign(sandbox.userId);
    expect(await describeField("Contact", "Key__c")).toBeDefined();
    sandbox.remove(body.id);
    expect(await describeField("Contact", "Key__c")).toBeUndefined();
  });
});
