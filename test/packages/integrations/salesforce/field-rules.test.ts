import type { CrmCustomer } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne } from "../hubspot/simulated-hubspot.ts";
import { getRecord, simulateSalesforce } from "./simulated-salesforce.ts";

const blank: Partial<CrmCustomer> = {
  firstName: null,
  lastName: null,
  phone: null,
  email: null,
  segment: null,
};

describe("a field of a record that was made here", () => {
  it("is changed when it changed here, and keeps a person's correction until then", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const pushed = await pushOne(adapter);
    sandbox.edit(pushed.externalId, { LastName: "Corrected", Coccinelle_Segment__c: "edited" });
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, totalOrders: 1 } }]);
    expect(getRecord(sandbox, pushed)).toMatchObject({
      LastName: "Corrected",
      Coccinelle_Segment__c: "prospect",
      Coccinelle_Orders__c: 1,
    });
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, lastName: "Durand" } }]);
    expect(getRecord(sandbox, pushed).LastName).toBe("Durand");
  });

  it("is never emptied", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const pushed = await pushOne(adapter);
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, ...blank } }]);
    expect(getRecord(sandbox, pushed)).toMatchObject({
      FirstName: "Sophie",
      Email: pushed.customer.email,
      Coccinelle_Segment__c: "prospect",
    });
  });
});

describe("the rule theirs-if-set", () => {
  it("keeps ours up to date as long as nobody touches it there, and leaves theirs from then on", async () => {
    const { sandbox, adapter } = await simulateSalesforce({
      settings: { fields: { lastName: { rule: "theirs-if-set" }, totalOrders: { rule: "theirs-if-set" } } },
    });
    let pushed = await pushOne(adapter, newCustomer({ lastName: "Martin", totalOrders: 1 }));
    const push = async (known: Partial<CrmCustomer>) => {
      const customer = { ...pushed.customer, ...known };
      const [outcome] = await adapter.pushContacts([{ ...pushed, customer }]);
      if (outcome?.kind !== "synced") throw new Error("it was not synced");
      pushed = { ...pushed, customer, memo: outcome.memo };
    };
    await push({ lastName: "Durand", totalOrders: 2 });
    expect(getRecord(sandbox, pushed)).toMatchObject({ LastName: "Durand", Coccinelle_Orders__c: 2 });
    sandbox.edit(pushed.externalId, { LastName: "Martin-Durand", Coccinelle_Orders__c: 9 });
    await push({ lastName: "Dupont", totalOrders: 3 });
    expect(getRecord(sandbox, pushed)).toMatchObject({ LastName: "Martin-Durand", Coccinelle_Orders__c: 9 });
  });
});

describe("the values of an organisation", () => {
  it("with lists of countries are told by code, and by none that is not in the list", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ countries: [{ code: "FR", label: "France" }] });
    const [french, unknown] = await adapter.pushContacts(
      [newCustomer({ country: "fr" }), newCustomer({ country: "Atlantis" })].map(firstPush),
    );
    expect(french).toMatchObject({ kind: "synced", warnings: [] });
    expect(unknown).toMatchObject({ kind: "synced", warnings: [expect.stringContaining("country")] });
    const codes = sandbox.records("Contact").map(({ values }) => values.MailingCountryCode ?? null);
    expect(codes).toEqual(["FR", null]);
  });

  it("with several currencies are in the customer's, where that is active", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ currencies: ["EUR", "USD"] });
    await adapter.pushContacts(
      ["USD", "JPY"].map((currency) => firstPush(newCustomer({ currency, totalRevenue: 12.5 }))),
    );
    const values = sandbox.records("Contact").map((record) => record.values);
    expect(values.map(({ CurrencyIsoCode }) => CurrencyIsoCode)).toEqual(["USD", "EUR"]);
    expect(values.map(({ Coccinelle_Currency__c: currency }) => currency)).toEqual(["USD", "JPY"]);
  });

  it("hold no revenue in another currency than their own one", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ settings: { currency: "EUR" } });
    const outcomes = await adapter.pushContacts(
      ["EUR", "USD"].map((currency) => firstPush(newCustomer({ currency, totalRevenue: 12.5 }))),
    );
    expect(outcomes).toMatchObject([
      { warnings: [] },
      { warnings: [expect.stringContaining("totalRevenue was left out")] },
    ]);
    const revenues = sandbox.records("Contact").map(({ values }) => values.Coccinelle_Revenue__c ?? null);
    expect(revenues).toEqual([12.5, null]);
  });

  it("are cut to what fits, which is noted", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const [outcome] = await adapter.pushContacts([firstPush(newCustomer({ city: "L".repeat(100) }))]);
    expect(outcome).toMatchObject({ kind: "synced", warnings: ["city was cut to 40 characters"] });
    expect(sandbox.records("Contact")[0]?.values.MailingCity).toBe("L".repeat(40));
  });
});
