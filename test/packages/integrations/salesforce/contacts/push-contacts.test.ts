import { TransientError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne, pushSynced } from "../../hubspot/simulated-hubspot.ts";
import { getRecord, listLiving, simulateSalesforce } from "../simulated-salesforce.ts";

describe("a customer without a record", () => {
  it("becomes a contact that bears its id", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const customer = newCustomer({ tags: ["sms", "vip"], totalOrders: 3, totalRevenue: 120.5 });
    const outcomes = await adapter.pushContacts([firstPush(customer)]);
    const [contact] = sandbox.records("Contact");
    expect(outcomes).toEqual([
      {
        prospectId: customer.id,
        kind: "synced",
        externalId: contact?.id,
        how: "created",
        warnings: [],
        memo: expect.any(String),
      },
    ]);
    expect(contact?.values).toMatchObject({
      Coccinelle_Customer_Id__c: customer.id,
      FirstName: customer.firstName,
      LastName: customer.lastName,
      Email: customer.email,
      Phone: customer.phone,
      MailingCountry: "FR",
      Coccinelle_Tags__c: "sms; vip",
      Coccinelle_Orders__c: 3,
      Coccinelle_Revenue__c: 120.5,
      Coccinelle_Opted_Out__c: false,
      LeadSource: "Coccinelle: sms",
    });
  });

  it("is found again when its mapping was lost, and keeps what people changed since", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const customer = newCustomer();
    const first = await pushOne(adapter, customer);
    sandbox.edit(first.externalId, { Email: "moved@example.com" });
    const outcomes = await adapter.pushContacts([firstPush({ ...customer, email: null })]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "found", externalId: first.externalId }]);
    expect(getRecord(sandbox, first).Email).toBe("moved@example.com");
    expect(sandbox.records("Contact")).toHaveLength(1);
  });

  it("has one outcome however often it stands in the page", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const push = firstPush(newCustomer());
    expect(await adapter.pushContacts([push, push])).toMatchObject([{ kind: "synced", how: "created" }]);
    expect(sandbox.records("Contact")).toHaveLength(1);
  });

  it("is called by its phone number where no last name is known, until one is", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const customer = newCustomer({ lastName: null });
    const pushed = await pushOne(adapter, customer);
    expect(getRecord(sandbox, pushed)).toMatchObject({ FirstName: "Sophie", LastName: customer.phone });
    await adapter.pushContacts([{ ...pushed, customer: { ...customer, totalOrders: 1 } }]);
    expect(getRecord(sandbox, pushed).LastName).toBe(customer.phone);
    await adapter.pushContacts([{ ...pushed, customer: { ...customer, lastName: "Martin" } }]);
    expect(getRecord(sandbox, pushed)).toMatchObject({ FirstName: "Sophie", LastName: "Martin" });
  });

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

  it("is called by a placeholder where nothing is known of it", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const nobody = newCustomer({ firstName: null, lastName: null, email: null, phone: null });
    const pushed = await pushOne(adapter, nobody);
    expect(getRecord(sandbox, pushed)).toMatchObject({ FirstName: "Client", LastName: "Inconnu" });
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

  it.each([false, true])(
    "leaves out a value that Salesforce refuses, with a warning, and no other customer's (whole call refused: %s)",
    async (refusesWholeCalls) => {
      const { sandbox, adapter } = await simulateSalesforce({ refusesWholeCalls });
      const customers = Array.from({ length: 10 }, () => newCustomer());
      const outcomes = await adapter.pushContacts(
        [...customers, newCustomer({ email: "not an address" })].map(firstPush),
      );
      expect(outcomes.filter(({ kind }) => kind === "synced")).toHaveLength(11);
      const warnings = outcomes.flatMap((outcome) => (outcome.kind === "synced" ? outcome.warnings : []));
      expect(warnings).toEqual([expect.stringContaining("Email was left out")]);
      expect(warnings[0]).not.toContain("not an address");
      expect(sandbox.records("Contact")).toHaveLength(11);
    },
  );

  it("is blocked by a field that the organisation demands, and no other customer with it", async () => {
    const { adapter } = await simulateSalesforce({
      customFields: [{ object: "Contact", name: "Size__c", type: "Text", length: 80, required: true }],
      settings: { fields: { city: { field: "Size__c" } } },
    });
    const fine = newCustomer({ city: "Lyon" });
    const outcomes = await adapter.pushContacts([firstPush(newCustomer()), firstPush(fine)]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "blocked", reason: expect.stringContaining("Size__c") }),
        expect.objectContaining({ kind: "synced", prospectId: fine.id }),
      ]),
    );
  });

  it("is blocked by a rule of the organisation, in words that name its fields alone", async () => {
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

  it("is blocked, and no more, where something else that it names is deleted", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    sandbox.rowFaults.push({ match: () => true, errorCode: "ENTITY_IS_DELETED", times: 1 });
    const push = firstPush(newCustomer());
    expect(await adapter.pushContacts([push])).toMatchObject([{ kind: "blocked" }]);
    expect(await adapter.pushContacts([push])).toMatchObject([{ kind: "synced", how: "created" }]);
  });

  it("fails with its page in a way that may pass where Salesforce refuses to look", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const isQuery = ({ path }: { path: string }) => path.startsWith("/query");
    sandbox.faults.push({ match: isQuery, kind: "status", status: 400, errorCode: "INVALID_TYPE", times: 1 });
    await expect(adapter.pushContacts([firstPush(newCustomer())])).rejects.toThrow(TransientError);
  });
});

describe("a customer with a record", () => {
  it("is updated by the record's id in one call a page, without a look", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const pushed = await pushSynced(
      adapter,
      Array.from({ length: 200 }, () => firstPush(newCustomer())),
    );
    const before = sandbox.calls.length;
    const outcomes = await adapter.pushContacts(
      pushed.map((push) => ({ ...push, customer: { ...push.customer, totalOrders: 9, segment: "vip" } })),
    );
    expect(outcomes.every((outcome) => outcome.kind === "synced" && outcome.how === "updated")).toBe(true);
    expect(sandbox.calls.slice(before).map(({ method, path }) => `${method} ${path}`)).toEqual([
      "PATCH /composite/sobjects",
    ]);
    expect(sandbox.records("Contact").every(({ values }) => values.Coccinelle_Orders__c === 9)).toBe(true);
  });

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

  it("follows its record into the one that it was merged into, and that one's merge as well", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const pushed = await pushOne(adapter);
    const [first, last] = ["First", "Last"].map((LastName) => sandbox.add("Contact", { LastName }));
    if (!first || !last) throw new Error("nothing was added");
    sandbox.merge(first, pushed.externalId);
    sandbox.merge(last, first);
    const outcomes = await adapter.pushContacts([pushed]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "merged", externalId: last }]);
    expect(getRecord(sandbox, { externalId: last }).Coccinelle_Customer_Id__c).toBe(pushed.customer.id);
  });

  it("is a conflict where its record was merged into another customer's", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const kept = await pushOne(adapter);
    const lost = await pushOne(adapter);
    sandbox.merge(kept.externalId, lost.externalId);
    expect(await adapter.pushContacts([kept, lost])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: kept.customer.id, how: "updated" }),
        expect.objectContaining({ prospectId: lost.customer.id, kind: "conflict" }),
      ]),
    );
  });

  it("is looked at first where its mapping tells nothing of the record", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const externalId = sandbox.add("Contact", { Email: "ann@example.com", LastName: "O'Neil" });
    const customer = newCustomer({ email: "ann@example.com" });
    const push = { customer, externalId, memo: null, lifecycle: null };
    expect(await adapter.pushContacts([push])).toMatchObject([
      { kind: "synced", how: "updated", externalId },
    ]);
    expect(getRecord(sandbox, { externalId })).toMatchObject({
      Coccinelle_Customer_Id__c: customer.id,
      FirstName: customer.firstName,
      LastName: "O'Neil",
    });
  });

  it("keeps its record from another customer that is mapped to it as well", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const rightful = await pushOne(adapter);
    const wrong = { ...rightful, customer: newCustomer() };
    const outcomes = await adapter.pushContacts([wrong, rightful]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: rightful.customer.id, kind: "synced" }),
        expect.objectContaining({ prospectId: wrong.customer.id, kind: "conflict", externalId: null }),
      ]),
    );
    expect(getRecord(sandbox, rightful).LastName).toBe(rightful.customer.lastName);
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
  it("loses a field that is taken from the user, with a warning, and goes on", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const first = await pushOne(adapter);
    const state = sandbox.export();
    const { Contact = [] } = state.customFields;
    const kept = Contact.filter(({ name }) => name !== "Coccinelle_Segment__c");
    sandbox.import({ ...state, customFields: { ...state.customFields, Contact: kept } });
    const warnings = [expect.stringContaining("Coccinelle_Segment__c")];
    expect(await adapter.pushContacts([first, firstPush(newCustomer())])).toMatchObject([
      { kind: "synced", warnings },
      { kind: "synced", warnings },
    ]);
  });

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
    "keeps %s, whatever a record is refused for, and blocks that record",
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

  it("gets a field back that the user may write again, within an hour", async () => {
    const { sandbox, adapter, advance } = await simulateSalesforce();
    const before = sandbox.export();
    for (const { id, values } of sandbox.records("FieldPermissions")) {
      if (String(values.Field).endsWith(".Coccinelle_Segment__c")) sandbox.purge(id);
    }
    const first = await adapter.pushContacts([firstPush(newCustomer())]);
    expect(first).toMatchObject([{ warnings: [expect.stringContaining("Coccinelle_Segment__c")] }]);
    sandbox.import(before);
    advance(60 * 60 * 1000);
    const next = await pushOne(adapter);
    expect(getRecord(sandbox, next).Coccinelle_Segment__c).toBe("prospect");
  });

  it("may be changed by the settings", async () => {
    const { sandbox, adapter } = await simulateSalesforce({
      settings: { fields: { segment: { field: "Title" }, phone: { rule: "never" } } },
    });
    const pushed = await pushOne(adapter, newCustomer({ segment: "vip" }));
    const { Title, Phone = null } = getRecord(sandbox, pushed);
    expect({ Title, Phone }).toEqual({ Title: "vip", Phone: null });
  });

  it("fails in plain words, for the whole page, without our unique field", async () => {
    const { adapter } = await simulateSalesforce({ isSetUp: false });
    await expect(adapter.pushContacts([firstPush(newCustomer())])).rejects.toThrow(
      "Salesforce has no unique external id Contact.Coccinelle_Customer_Id__c yet",
    );
  });
});
