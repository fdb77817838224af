import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne } from "../hubspot/simulated-hubspot.ts";
import { getRecord, listLiving, simulateSalesforce } from "./simulated-salesforce.ts";

describe("a contact that was there before", () => {
  it("is adopted by its e-mail address, and keeps what people wrote in it", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const id = sandbox.add("Contact", {
      Email: "Ann@Example.com",
      FirstName: "Annabel",
      LastName: "O'Neil",
      MailingCity: "Brest",
    });
    const customer = newCustomer({ email: "ann@example.com", lastName: "Oneil", city: "Paris" });
    const outcomes = await adapter.pushContacts([firstPush(customer)]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "adopted", externalId: id }]);
    const values = getRecord(sandbox, { externalId: id });
    expect(values).toMatchObject({
      Coccinelle_Customer_Id__c: customer.id,
      FirstName: "Annabel",
      LastName: "O'Neil",
      MailingCity: "Brest",
      Phone: customer.phone,
      Coccinelle_Segment__c: "prospect",
    });
    expect(values.LeadSource ?? null).toBeNull();
  });

  it("is free for another customer once the one that it was taken for could not have it", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const id = sandbox.add("Contact", { Email: "ann@example.com", LastName: "O'Neil" });
    const [first, second] = [newCustomer(), newCustomer()].map((each) => ({
      ...each,
      email: "ann@example.com",
    }));
    if (!first || !second) throw new Error("there are no customers");
    sandbox.rowFaults.push({
      match: () => true,
      errorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
      times: 1,
    });
    expect(await adapter.pushContacts([firstPush(first)])).toMatchObject([{ kind: "blocked" }]);
    expect(await adapter.pushContacts([firstPush(second)])).toMatchObject([
      { kind: "synced", how: "adopted", externalId: id },
    ]);
  });

  it("keeps it at every later push too, and gets into its blanks what is learned later", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const id = sandbox.add("Contact", { Email: "ann@example.com", LastName: "O'Neil" });
    const adopted = await pushOne(adapter, newCustomer({ email: "ann@example.com", firstName: null }));
    const customer = { ...adopted.customer, firstName: "Anne", lastName: "Oneil", totalOrders: 2 };
    await adapter.pushContacts([{ ...adopted, customer }]);
    expect(getRecord(sandbox, { externalId: id })).toMatchObject({
      FirstName: "Anne",
      LastName: "O'Neil",
      Coccinelle_Orders__c: 2,
    });
  });

  it.each([
    ["+33612345678", "Phone"],
    ["0612345678", "Phone"],
    ["06 12 34 56 78", "Phone"],
    ["06 12 34 56 78", "MobilePhone"],
    ["+33 6 12 34 56 78", "MobilePhone"],
  ])(
    "is adopted by its phone number %s in %s where the customer has no e-mail address",
    async (written, field) => {
      const { sandbox, adapter } = await simulateSalesforce();
      const id = sandbox.add("Contact", { LastName: "Karim", [field]: written });
      sandbox.add("Contact", { LastName: "Other", Phone: "0712345678" });
      const customer = newCustomer({ email: null, phone: "+33612345678" });
      expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
        { kind: "synced", how: "adopted", externalId: id },
      ]);
    },
  );

  it("is not adopted by a number that reads otherwise here", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ settings: { defaultCountry: "US" } });
    sandbox.add("Contact", { LastName: "Local", Phone: "0612345678" });
    const customer = newCustomer({ email: null, phone: "+33612345678" });
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([{ how: "created" }]);
  });

  it("is left to a person where several match", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    sandbox.add("Contact", { LastName: "Karim", Phone: "+33612345678" });
    sandbox.add("Contact", { LastName: "Karima", MobilePhone: "0612345678" });
    const customer = newCustomer({ email: null, phone: "+33612345678" });
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
      { kind: "conflict", externalId: null, reason: expect.stringContaining("several") },
    ]);
    expect(sandbox.records("Contact")).toHaveLength(2);
  });

  it("is left to a person where it is another customer's", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const first = await pushOne(adapter);
    const second = newCustomer({ email: first.customer.email });
    expect(await adapter.pushContacts([firstPush(second)])).toMatchObject([
      { kind: "conflict", externalId: null, reason: expect.stringContaining("another customer") },
    ]);
    expect(sandbox.records("Contact")).toHaveLength(1);
    expect(getRecord(sandbox, first).Coccinelle_Customer_Id__c).toBe(first.customer.id);
  });

  it("goes to the first of two customers of a page that match it, or have none yet", async () => {
    for (const isThere of [true, false]) {
      const { sandbox, adapter } = await simulateSalesforce();
      if (isThere) sandbox.add("Contact", { Email: "shared@example.com", LastName: "Shared" });
      const pushes = [newCustomer(), newCustomer()].map((each) =>
        firstPush({ ...each, email: "shared@example.com" }),
      );
      expect(await adapter.pushContacts(pushes)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ prospectId: pushes[0]?.customer.id, kind: "synced" }),
          expect.objectContaining({ prospectId: pushes[1]?.customer.id, kind: "conflict" }),
        ]),
      );
      expect(listLiving(sandbox)).toHaveLength(1);
    }
  });

  it("goes to one of two customers whose pages are pushed at the same time", async () => {
    for (const isThere of [true, false]) {
      const { sandbox, adapter } = await simulateSalesforce();
      if (isThere) sandbox.add("Contact", { Email: "shared@example.com", LastName: "Shared" });
      const pushes = [newCustomer(), newCustomer()].map((each) =>
        firstPush({ ...each, email: "shared@example.com" }),
      );
      const outcomes = await Promise.all(pushes.map((push) => adapter.pushContacts([push])));
      const synced = outcomes.flat().filter(({ kind }) => kind === "synced");
      expect(synced).toHaveLength(1);
      const [other] = pushes.filter(({ customer }) => customer.id !== synced[0]?.prospectId);
      if (!other) throw new Error("both were synced");
      expect(await adapter.pushContacts([other])).toMatchObject([{ kind: "conflict" }]);
      const keys = listLiving(sandbox).map(({ values }) => values.Coccinelle_Customer_Id__c);
      expect(keys).toEqual([synced[0]?.prospectId]);
    }
  });

  it("is never found by what a stranger wrote as an address", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    sandbox.add("Contact", { Email: "victim@example.com", LastName: "Victim" });
    const injections = ["x') OR (Email != '", "x\\') OR Email LIKE '%", "x' OR Email != null --"];
    const outcomes = await adapter.pushContacts(injections.map((email) => firstPush(newCustomer({ email }))));
    expect(outcomes.map((outcome) => outcome.kind === "synced" && outcome.how)).toEqual(
      injections.map(() => "created"),
    );
    expect(sandbox.records("Contact")).toHaveLength(4);
  });
});

describe("a rule against duplicates", () => {
  it("leads to the record that stands in the way, where Salesforce names one", async () => {
    const { sandbox, adapter } = await simulateSalesforce({
      duplicateRules: [{ object: "Contact", action: "block" }],
    });
    const customers = [newCustomer(), newCustomer({ email: "late@example.com" })];
    let id = "";
    sandbox.faults.push({
      // Somebody adds the contact between the look and the creation.
      match: ({ method, path }) => {
        if (method === "PATCH" && path.startsWith("/composite/sobjects/Contact/") && id === "")
          id = sandbox.add("Contact", { Email: "late@example.com", LastName: "Late" });
        return false;
      },
      kind: "fail-before",
      times: 1,
    });
    const outcomes = await adapter.pushContacts(customers.map(firstPush));
    expect(outcomes).toHaveLength(2);
    expect(outcomes).toContainEqual(
      expect.objectContaining({ prospectId: customers[1]?.id, how: "adopted", externalId: id }),
    );
    expect(listLiving(sandbox)).toHaveLength(2);
  });

  it("is a conflict where Salesforce names none", async () => {
    const { sandbox, adapter } = await simulateSalesforce({
      duplicateRules: [{ object: "Contact", action: "block", namesMatches: false }],
    });
    let isThere = false;
    sandbox.faults.push({
      match: ({ method }) => {
        if (method === "PATCH" && !isThere)
          sandbox.add("Contact", { Email: "late@example.com", LastName: "Late" });
        isThere ||= method === "PATCH";
        return false;
      },
      kind: "fail-before",
      times: 1,
    });
    const outcomes = await adapter.pushContacts([firstPush(newCustomer({ email: "late@example.com" }))]);
    expect(outcomes).toMatchObject([{ kind: "conflict", externalId: null }]);
    expect(listLiving(sandbox)).toHaveLength(1);
  });

  it("that only warns is passed, unless the settings heed it", async () => {
    const rule = { object: "Contact", action: "alert", onUpdate: true } as const;
    for (const allowDuplicates of [true, false]) {
      const { sandbox, adapter } = await simulateSalesforce({
        duplicateRules: [rule],
        settings: { allowDuplicates },
      });
      sandbox.add("Contact", { Email: "taken@example.com", LastName: "Taken" });
      const pushed = await pushOne(adapter);
      const customer = { ...pushed.customer, email: "taken@example.com", totalOrders: 4 };
      const outcomes = await adapter.pushContacts([{ ...pushed, customer }]);
      expect(outcomes).toMatchObject([{ kind: allowDuplicates ? "synced" : "conflict" }]);
      expect(getRecord(sandbox, pushed)).toMatchObject({
        Email: allowDuplicates ? "taken@example.com" : pushed.customer.email,
        Coccinelle_Orders__c: 4,
      });
    }
  });
});
