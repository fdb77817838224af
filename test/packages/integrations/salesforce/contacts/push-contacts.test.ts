import { TransientError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne, pushSynced } from "../../hubspot/simulated-hubspot.ts";
import { getRecord, listLiving, simulateSalesforce } from "../simulated-salesforce.ts";

describe("a customer without a record", () => {
  it("is called by its phone number where its last name is blank", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const customer = newCustomer({ lastName: "   " });
    const pushed = await pushOne(adapter, customer);
    expect(getRecord(sandbox, pushed).LastName).toBe(customer.phone);
    const changed = { ...customer, lastName: " \n", totalOrders: 2 };
    expect(await adapter.pushContacts([{ ...pushed, customer: changed }])).toMatchObject([
      { kind: "synced", warnings: [] },
    ]);
  });

  it("goes to the owner and the account that the settings name, and only at first", async () => {
    const { sandbox, connect } = await simulateSalesforce({
      users: [
        { username: "api@example.com", name: "API" },
        { username: "ann@example.com", name: "Ann" },
      ],
    });
    const [, ann] = sandbox.records("User");
    const [account, other] = ["Customers", "Others"].map((Name) => sandbox.add("Account", { Name }));
    const adapter = connect({ ownerId: ann?.id ?? "", account: { kind: "fixed", id: account ?? "" } });
    const pushed = await pushOne(adapter);
    expect(getRecord(sandbox, pushed)).toMatchObject({ OwnerId: ann?.id, AccountId: account });
    sandbox.edit(pushed.externalId, { OwnerId: sandbox.userId, AccountId: other ?? "" });
    await pushSynced(adapter, [pushed]);
    expect(getRecord(sandbox, pushed)).toMatchObject({ OwnerId: sandbox.userId, AccountId: other });
  });

  it("is blocked by a rule of the organisation, with a reason that names fields and no values", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    sandbox.rowFaults.push({
      match: ({ operation }) => operation === "create",
      errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
      message: "Sophie must have a city",
      fields: ["MailingCity"],
      times: 1,
    });
    const outcomes = await adapter.pushContacts([firstPush(newCustomer())]);
    expect(outcomes).toMatchObject([
      {
        kind: "blocked",
        reason: "Salesforce refuses it: FIELD_CUSTOM_VALIDATION_EXCEPTION (MailingCity)",
      },
    ]);
  });

  it("is not made again where the answer to its creation was lost and a person deleted the record", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const { customer, externalId } = await pushOne(adapter);
    sandbox.remove(externalId);
    const before = sandbox.calls.length;
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([{ kind: "remote_deleted" }]);
    expect(sandbox.calls.length - before).toBe(1);
    expect(listLiving(sandbox)).toEqual([]);
  });

  it("is found in the record that its own was merged into where its mapping was lost", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const { customer, externalId } = await pushOne(adapter);
    const survivor = sandbox.add("Contact", { LastName: "Survivor" });
    sandbox.merge(survivor, externalId);
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
      { kind: "synced", how: "merged", externalId: survivor },
    ]);
  });

  it("is made where a person deleted another record with its e-mail address", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    sandbox.remove(sandbox.add("Contact", { LastName: "Ann", Email: "ann@example.com" }));
    const customer = newCustomer({ email: "ann@example.com" });
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
      { kind: "synced", how: "created" },
    ]);
  });

  it("is not made again where an upsert finds its record in the recycle bin", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ upsertFindsDeleted: true });
    const { customer, externalId } = await pushOne(adapter);
    sandbox.remove(externalId);
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([{ kind: "remote_deleted" }]);
    expect(listLiving(sandbox)).toEqual([]);
  });

  it("is blocked where a record that it names is deleted, and is made once that is mended", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    sandbox.rowFaults.push({ match: () => true, errorCode: "ENTITY_IS_DELETED", times: 1 });
    const push = firstPush(newCustomer());
    expect(await adapter.pushContacts([push])).toMatchObject([{ kind: "blocked" }]);
    expect(await adapter.pushContacts([push])).toMatchObject([{ kind: "synced", how: "created" }]);
  });

  it("fails with its page by a transient error where Salesforce refuses the query", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const isQuery = ({ path }: { path: string }) => path.startsWith("/query");
    sandbox.faults.push({ match: isQuery, kind: "status", status: 400, errorCode: "INVALID_TYPE", times: 1 });
    await expect(adapter.pushContacts([firstPush(newCustomer())])).rejects.toThrow(TransientError);
  });
});

describe("a customer with a record", () => {
  it.each([
    ["in the recycle bin", "remove"],
    ["gone for good", "purge"],
  ] as const)("is not made again once a person has deleted its record: %s", async (_, action) => {
    const { sandbox, adapter } = await simulateSalesforce();
    const gone = await pushOne(adapter);
    const other = await pushOne(adapter);
    sandbox[action](gone.externalId);
    const outcomes = await adapter.pushContacts([gone, other]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          prospectId: gone.customer.id,
          kind: "remote_deleted",
          reason: expect.stringContaining("is not there any more, or this user may not see it"),
        }),
        expect.objectContaining({ prospectId: other.customer.id, kind: "synced" }),
      ]),
    );
    expect(listLiving(sandbox)).toHaveLength(1);
  });

  it("is tried once more where another write holds its record, and fails alone where it still does", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const pushed = await pushSynced(adapter, [firstPush(newCustomer()), firstPush(newCustomer())]);
    const [free, held] = pushed.map(({ externalId }) => externalId);
    const lock = { errorCode: "UNABLE_TO_LOCK_ROW", match: ({ id }: { id: string | null }) => id === held };
    sandbox.rowFaults.push({ ...lock, times: 1 });
    const changed = pushed.map((push) => ({ ...push, customer: { ...push.customer, totalOrders: 2 } }));
    expect((await adapter.pushContacts(changed)).map(({ kind }) => kind)).toEqual(["synced", "synced"]);
    sandbox.rowFaults.push({ ...lock, times: 2 });
    expect(await adapter.pushContacts(changed)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "synced", externalId: free }),
        expect.objectContaining({ kind: "error", reason: expect.stringContaining("UNABLE_TO_LOCK_ROW") }),
      ]),
    );
  });
});

describe("a mapping to fields", () => {
  it("keeps a field that one record alone may not have", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const pushed = await pushSynced(adapter, [firstPush(newCustomer()), firstPush(newCustomer())]);
    const [odd] = pushed;
    sandbox.rowFaults.push({
      match: ({ id, values }) => id === odd?.externalId && "LastName" in values,
      errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE",
      fields: ["FirstName"],
      times: 1,
    });
    const change = (known: object) =>
      pushed.map((push) => ({ ...push, customer: { ...push.customer, ...known } }));
    const outcomes = await adapter.pushContacts(change({ firstName: "Ann", lastName: "O'Neil" }));
    const warnings = outcomes.map((outcome) => (outcome.kind === "synced" ? outcome.warnings.length : null));
    expect(warnings.toSorted()).toEqual([0, 1]);
    const later = await adapter.pushContacts(change({ firstName: "Anne" }));
    expect(later).toMatchObject([{ warnings: [] }, { warnings: [] }]);
  });

  it("keeps a field that the only record of a page may not have", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    sandbox.rowFaults.push({
      match: ({ values }) => "FirstName" in values,
      errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE",
      fields: ["FirstName"],
      times: 1,
    });
    expect(await adapter.pushContacts([firstPush(newCustomer())])).toMatchObject([
      { kind: "synced", warnings: [expect.stringContaining("FirstName was left out")] },
    ]);
    const next = await pushOne(adapter);
    expect(getRecord(sandbox, next).FirstName).toBe("Sophie");
  });

  it.each(["Coccinelle_Customer_Id__c", "LastName"])(
    "keeps the field %s, and blocks the record that is refused for it",
    async (field) => {
      const { sandbox, adapter } = await simulateSalesforce();
      sandbox.rowFaults.push({
        match: () => true,
        errorCode: "INVALID_FIELD_FOR_INSERT_UPDATE",
        fields: [field],
        times: 1,
      });
      expect(await adapter.pushContacts([firstPush(newCustomer())])).toMatchObject([{ kind: "blocked" }]);
      const next = await pushOne(adapter);
      expect(getRecord(sandbox, next)).toMatchObject({
        Coccinelle_Customer_Id__c: next.customer.id,
        LastName: next.customer.lastName,
      });
    },
  );

  it("fails in plain words, for the whole page, where the user may not write our unique field", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    for (const { id, values } of sandbox.records("FieldPermissions")) {
      if (!String(values.Field).endsWith(".Coccinelle_Customer_Id__c")) continue;
      sandbox.edit(id, { PermissionsEdit: false });
    }
    await expect(adapter.pushContacts([firstPush(newCustomer())])).rejects.toThrow(
      "Salesforce does not let this user write Contact.Coccinelle_Customer_Id__c",
    );
  });
});
