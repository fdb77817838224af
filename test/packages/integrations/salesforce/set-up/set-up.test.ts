import { TransientError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { pushOne } from "../../hubspot/simulated-hubspot.ts";
import { simulateSalesforce } from "../simulated-salesforce.ts";

const EVERY_RIGHT = ["read", "create", "edit", "delete"] as const;
const NO_SETUP_RIGHTS = { customizeApplication: false, managePermissionSets: false };

describe("setting Salesforce up", () => {
  it("makes twelve fields, lets its own user see them, and writes nothing the second time", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ isSetUp: false });
    const { ready, created, missing, learned } = await adapter.setUp();
    expect({ ready, missing }).toEqual({ ready: true, missing: [] });
    expect(created).toHaveLength(12);
    expect(created).toContain("Contact.Coccinelle_Customer_Id__c");
    expect(created).toContain("Activity.Coccinelle_Activity_Id__c");
    expect(learned).toEqual({ organizationId: sandbox.organizationId, activityKeys: true });
    const before = sandbox.calls.length;
    expect(await adapter.setUp()).toMatchObject({ ready: true, created: [], missing: [] });
    expect(sandbox.calls.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
    await pushOne(adapter);
  });

  it("needs no right to change the organisation where an administrator has made the fields", async () => {
    const { sandbox } = await simulateSalesforce();
    const other = await simulateSalesforce({ isSetUp: false, rights: NO_SETUP_RIGHTS });
    other.sandbox.import(sandbox.export());
    expect(await other.adapter.setUp()).toMatchObject({ ready: true, created: [], missing: [] });
  });

  it("says which field an administrator has to add where the user may not", async () => {
    const { adapter } = await simulateSalesforce({ isSetUp: false, rights: NO_SETUP_RIGHTS });
    const { ready, created, missing, learned } = await adapter.setUp();
    expect({ ready, created }).toEqual({ ready: false, created: [] });
    expect(learned.activityKeys).toBe(false);
    expect(missing).toHaveLength(12);
    expect(missing[0]).toEqual({
      kind: "property",
      name: "Contact.Coccinelle_Customer_Id__c",
      remedy:
        'add to Contact: "Coccinelle customer ID", API name Coccinelle_Customer_Id__c, Text(255), External ID, Unique (case sensitive); then give Read and Edit access to the field Contact.Coccinelle_Customer_Id__c in a permission set, such as Coccinelle_Sync, and assign it to the user of the API',
    });
  });

  it("tells a field that field-level security hides from a missing one", async () => {
    const rights = { customizeApplication: true, managePermissionSets: false };
    const { adapter } = await simulateSalesforce({ isSetUp: false, rights });
    for (const { ready, missing } of [await adapter.setUp(), await adapter.setUp()]) {
      expect(ready).toBe(false);
      expect(missing).toHaveLength(12);
      for (const { remedy } of missing) expect(remedy).toMatch(/^it is there, but field-level security/);
    }
  });

  it("fails where another write holds a permission, and goes on the next time", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ isSetUp: false });
    sandbox.rowFaults.push({ match: () => true, errorCode: "UNABLE_TO_LOCK_ROW", times: 1 });
    await expect(adapter.setUp()).rejects.toThrow(TransientError);
    expect(await adapter.setUp()).toMatchObject({ ready: true, missing: [] });
  });

  it("asks for the key anew where it is not unique", async () => {
    const field = {
      object: "Contact",
      name: "Coccinelle_Customer_Id__c",
      type: "Text",
      length: 255,
    } as const;
    const { adapter } = await simulateSalesforce({ isSetUp: false, customFields: [field] });
    const { ready, missing } = await adapter.setUp();
    expect(ready).toBe(false);
    expect(missing).toMatchObject([{ name: "Contact.Coccinelle_Customer_Id__c" }]);
    expect(missing[0]?.remedy).toMatch(/^delete it and make it again as an External ID/);
  });

  it.each([
    ["Contact", { Account: EVERY_RIGHT, Contact: ["read"], Task: EVERY_RIGHT }],
    ["Task", { Account: EVERY_RIGHT, Contact: EVERY_RIGHT }],
  ] as const)("names the object %s where its records may not be written", async (name, objects) => {
    const { adapter } = await simulateSalesforce({ isSetUp: false, rights: { objects } });
    const { ready, missing } = await adapter.setUp();
    expect(ready).toBe(false);
    expect(missing).toContainEqual({
      kind: "object",
      name,
      remedy: expect.stringContaining("user of the API"),
    });
  });

  it("is ready without a key for activities, and says which field would be one", async () => {
    const { adapter } = await simulateSalesforce({ isSetUp: false, allowsActivityKeys: false });
    const { ready, missing, learned } = await adapter.setUp();
    expect(ready).toBe(true);
    expect(learned.activityKeys).toBe(false);
    expect(missing.map(({ name }) => name)).toEqual(["Activity.Coccinelle_Activity_Id__c"]);
  });

  it.each([
    ["a lead", { object: "Lead" }, {}, "Lead.Coccinelle_Customer_Id__c"],
    [
      "a person account",
      { account: { kind: "person" } },
      { personAccounts: true },
      "Contact.Coccinelle_Customer_Id__c",
    ],
  ] as const)("makes the fields of %s", async (_, settings, options, name) => {
    const { adapter } = await simulateSalesforce({ isSetUp: false, settings, ...options });
    const { ready, created, missing } = await adapter.setUp();
    expect({ ready, missing }).toEqual({ ready: true, missing: [] });
    expect(created).toContain(name);
    await pushOne(adapter);
  });

  it("makes a lead's fields on contacts as well, since a converted lead becomes a contact", async () => {
    const { adapter } = await simulateSalesforce({ isSetUp: false, settings: { object: "Lead" } });
    expect((await adapter.setUp()).created).toContain("Contact.Coccinelle_Customer_Id__c");
  });

  it("asks for person accounts where the settings want them and there are none", async () => {
    const { adapter } = await simulateSalesforce({
      isSetUp: false,
      settings: { account: { kind: "person" } },
    });
    const { ready, missing } = await adapter.setUp();
    expect(ready).toBe(false);
    expect(missing).toContainEqual(expect.objectContaining({ name: "Person accounts" }));
  });

  it("names a field and a status of the settings that the organisation does not have", async () => {
    const settings = { fields: { city: { field: "Town__c" } }, taskStatus: "Archived" };
    const { ready, missing } = await (await simulateSalesforce({ settings })).adapter.setUp();
    expect(ready).toBe(true);
    expect(missing).toEqual([
      { kind: "property", name: "Contact.Town__c", remedy: expect.stringContaining("city") },
      { kind: "property", name: "Task.Status", remedy: expect.stringContaining("taskStatus") },
    ]);
  });

  it("refuses another organisation before anything is written to it", async () => {
    const first = await simulateSalesforce();
    const settings = { organizationId: first.sandbox.organizationId };
    const other = await simulateSalesforce({ isSetUp: false, settings, organizationNumber: 2 });
    await expect(other.adapter.setUp()).rejects.toMatchObject({ name: "AuthorizationError" });
    expect(other.sandbox.calls.filter(({ method }) => method !== "GET")).toEqual([]);
    const shortId = { organizationId: first.sandbox.organizationId.slice(0, 15) };
    expect(await first.connect(shortId).setUp()).toMatchObject({ ready: true });
  });
});
