import { describe, expect, it } from "vitest";
import { sandboxAccount } from "./sandbox-account.ts";

const search = "POST /crm/v3/objects/contacts/search";

function filterBy(...filters: Record<string, unknown>[]) {
  return { filterGroups: [{ filters }] };
}

describe("search", () => {
  it.each([
    [{ propertyName: "city", operator: "EQ", value: "LYON" }, ["Ada"]],
    [{ propertyName: "city", operator: "NEQ", value: "Lyon" }, ["Bob", "Eve"]],
    [{ propertyName: "city", operator: "IN", values: ["lyon", "nice"] }, ["Ada", "Bob"]],
    [{ propertyName: "city", operator: "NOT_IN", values: ["lyon", "nice"] }, ["Eve"]],
    [{ propertyName: "city", operator: "HAS_PROPERTY" }, ["Ada", "Bob"]],
    [{ propertyName: "city", operator: "NOT_HAS_PROPERTY" }, ["Eve"]],
    [{ propertyName: "company", operator: "CONTAINS_TOKEN", value: "sol*" }, ["Ada"]],
    [{ propertyName: "company", operator: "NOT_CONTAINS_TOKEN", value: "solaire" }, ["Bob", "Eve"]],
    [{ propertyName: "hs_object_id", operator: "GT", value: "1001" }, ["Bob", "Eve"]],
    [{ propertyName: "hs_object_id", operator: "GTE", value: "1002" }, ["Bob", "Eve"]],
    [{ propertyName: "hs_object_id", operator: "LT", value: "1002" }, ["Ada"]],
    [{ propertyName: "hs_object_id", operator: "LTE", value: "1002" }, ["Ada", "Bob"]],
    [{ propertyName: "hs_object_id", operator: "BETWEEN", value: "1002", highValue: "1003" }, ["Bob", "Eve"]],
  ])("filters by %j", async (filter, names) => {
    const { call, sandbox } = sandboxAccount();
    sandbox.add("contacts", { firstname: "Ada", city: "Lyon", company: "Énergie Solaire" });
    sandbox.add("contacts", { firstname: "Bob", city: "Nice", company: "Éolienne" });
    sandbox.add("contacts", { firstname: "Eve" });
    const { status, body } = await call(search, filterBy(filter));
    expect(status).toBe(200);
    expect(firstNames(body)).toEqual(names);
    expect(body.total).toBe(names.length);
  });

  it("finds the records for which every filter of any group holds", async () => {
    const { call, sandbox } = sandboxAccount();
    sandbox.add("contacts", { firstname: "Ada", city: "Lyon" });
    sandbox.add("contacts", { firstname: "Bob", city: "Lyon" });
    sandbox.add("contacts", { firstname: "Eve", city: "Nice" });
    const named = (value: string) => ({ propertyName: "firstname", operator: "EQ", value });
    const inCity = (value: string) => ({ propertyName: "city", operator: "EQ", value });
    const filterGroups = [{ filters: [named("Ada"), inCity("Lyon")] }, { filters: [named("Eve")] }];
    expect(firstNames((await call(search, { filterGroups })).body)).toEqual(["Ada", "Eve"]);
  });

  it.each(["+33 6 12 34 56 78", "0033612345678", "+33 (0)6 12 34 56 78", "06.12.34.56.78"])(
    "finds the phone %s by its area code and local number",
    async (phone) => {
      const { call, sandbox } = sandboxAccount();
      sandbox.add("contacts", { firstname: "Ada", phone });
      sandbox.add("contacts", { firstname: "Bob", mobilephone: phone });
      const by = (kind: string) => ({
        propertyName: `hs_searchable_calculated_${kind}_number`,
        operator: "EQ",
        value: "612345678",
      });
      expect(firstNames((await call(search, filterBy(by("phone")))).body)).toEqual(["Ada"]);
      expect(firstNames((await call(search, filterBy(by("mobile")))).body)).toEqual(["Bob"]);
    },
  );

  it("sorts, and answers page by page", async () => {
    const { call, sandbox, advance } = sandboxAccount();
    const ids = ["Ada", "Bob", "Eve"].map((firstname) => {
      advance(1000);
      return sandbox.add("contacts", { firstname });
    });
    advance(1000);
    sandbox.edit(ids[0] ?? "", { city: "Lyon" });
    const sorts = [{ propertyName: "lastmodifieddate", direction: "ASCENDING" }];
    const first = await call(search, { sorts, limit: 2 });
    expect(firstNames(first.body)).toEqual(["Bob", "Eve"]);
    const second = await call(search, { sorts, limit: 2, after: first.body.paging.next.after });
    expect(firstNames(second.body)).toEqual(["Ada"]);
    expect(second.body).not.toHaveProperty("paging");
    expect(firstNames((await call(search, { sorts: ["-lastmodifieddate"] })).body)).toEqual([
      "Ada",
      "Eve",
      "Bob",
    ]);
  });

  it("compares moments in either of their forms", async () => {
    const { call, sandbox, advance } = sandboxAccount();
    sandbox.add("contacts", { firstname: "Ada" });
    advance(60_000);
    sandbox.add("contacts", { firstname: "Bob" });
    const changed = Date.parse("2026-11-02T09:01:00.000Z");
    for (const value of [String(changed), new Date(changed).toISOString()]) {
      for (const operator of ["EQ", "GTE"]) {
        const filter = { propertyName: "lastmodifieddate", operator, value };
        expect(firstNames((await call(search, filterBy(filter))).body)).toEqual(["Bob"]);
      }
    }
  });

  it("sees new records, changes and removals only when its index does", async () => {
    const { call, sandbox, advance } = sandboxAccount({ searchLagMs: 30_000 });
    const id = sandbox.add("contacts", { firstname: "Ada" });
    expect(firstNames((await call(search, {})).body)).toEqual([]);
    advance(30_000);
    expect(firstNames((await call(search, {})).body)).toEqual(["Ada"]);
    sandbox.edit(id, { firstname: "Augusta" });
    advance(29_000);
    sandbox.edit(id, { firstname: "Countess" });
    expect(firstNames((await call(search, {})).body)).toEqual(["Ada"]);
    advance(1000);
    expect(firstNames((await call(search, {})).body)).toEqual(["Augusta"]);
    sandbox.remove(id);
    advance(29_000);
    expect(firstNames((await call(search, {})).body)).toEqual(["Countess"]);
    advance(1000);
    expect(firstNames((await call(search, {})).body)).toEqual([]);
  });

  it("refuses unknown properties, unknown parameters and more than 10,000 results", async () => {
    const { call } = sandboxAccount();
    const unknown = { propertyName: "nickname", operator: "EQ", value: "Ada" };
    for (const body of [filterBy(unknown), { query: "Ada" }, { limit: 201 }, { limit: 100, after: "9901" }]) {
      expect((await call(search, body)).status).toBe(400);
    }
  });
});

function firstNames(body: { results: { properties: { firstname: string } }[] }): string[] {
  return body.results.map(({ properties }) => properties.firstname);
}
