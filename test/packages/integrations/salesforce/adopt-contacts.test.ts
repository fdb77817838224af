import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne } from "../hubspot/simulated-hubspot.ts";
import { getRecord, listLiving, simulateSalesforce } from "./simulated-salesforce.ts";

describe("a contact that was in Salesforce before", () => {
  it("is not adopted by a number that is another one in the organisation's country", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ settings: { defaultCountry: "US" } });
    sandbox.add("Contact", { LastName: "Local", Phone: "0612345678" });
    const customer = newCustomer({ email: null, phone: "+33612345678" });
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([{ how: "created" }]);
  });

  it("is never found by a query that a stranger wrote into an address", async () => {
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
  it("leads to the record in the way, where Salesforce names one", async () => {
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
