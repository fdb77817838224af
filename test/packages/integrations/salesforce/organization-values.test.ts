import { describe, expect, it } from "vitest";
import { firstPush, newCustomer } from "../hubspot/simulated-hubspot.ts";
import { simulateSalesforce } from "./simulated-salesforce.ts";

describe("the values of an organisation", () => {
  it("are a country's code where the organisation has a list of countries, and blank for a country that is not in it", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ countries: [{ code: "FR", label: "France" }] });
    const [french, unknown] = await adapter.pushContacts(
      [newCustomer({ country: "fr" }), newCustomer({ country: "Atlantis" })].map(firstPush),
    );
    expect(french).toMatchObject({ kind: "synced", warnings: [] });
    expect(unknown).toMatchObject({ kind: "synced", warnings: [expect.stringContaining("country")] });
    const codes = sandbox.records("Contact").map(({ values }) => values.MailingCountryCode ?? null);
    expect(codes).toEqual(["FR", null]);
  });

  it("are in the customer's currency where that is one of the organisation's", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ currencies: ["EUR", "USD"] });
    await adapter.pushContacts(
      ["USD", "JPY"].map((currency) => firstPush(newCustomer({ currency, totalRevenue: 12.5 }))),
    );
    const values = sandbox.records("Contact").map((record) => record.values);
    expect(values.map(({ CurrencyIsoCode }) => CurrencyIsoCode)).toEqual(["USD", "EUR"]);
    expect(values.map(({ Coccinelle_Currency__c: currency }) => currency)).toEqual(["USD", "JPY"]);
  });

  it("include no revenue in another currency than the organisation's only one", async () => {
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

  it("are cut to the length of their field, with a warning", async () => {
    const { sandbox, adapter } = await simulateSalesforce();
    const [outcome] = await adapter.pushContacts([firstPush(newCustomer({ city: "L".repeat(100) }))]);
    expect(outcome).toMatchObject({ kind: "synced", warnings: ["city was cut to 40 characters"] });
    expect(sandbox.records("Contact")[0]?.values.MailingCity).toBe("L".repeat(40));
  });
});
