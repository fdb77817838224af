import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../support/property-runs.ts";
import { customerKey, sandboxOrg } from "./sandbox-org.ts";

/** An organisation with four contacts, of which the last is in the recycle bin. */
function peopledOrg(options: Parameters<typeof sandboxOrg>[0] = {}) {
  const org = sandboxOrg({
    customFields: [
      customerKey,
      { object: "Contact", name: "Orders__c", type: "Number", precision: 18, scale: 0 },
      { object: "Contact", name: "Seen__c", type: "DateTime" },
    ],
    ...options,
  });
  const add = (values: Parameters<typeof org.sandbox.add>[1]) => org.sandbox.add("Contact", values);
  const accountId = org.sandbox.add("Account", { Name: "Acme" });
  const ada = add({
    FirstName: "Ada",
    LastName: "Lovelace",
    Email: "ada@example.com",
    AccountId: accountId,
    Customer_Key__c: "k1",
    Orders__c: 3,
    Seen__c: "2026-11-01T10:00:00.000+0000",
    Birthdate: "1815-12-10",
  });
  const bob = add({ LastName: "O'Neil", Email: "bob@example.org", Customer_Key__c: "K1", Orders__c: 12 });
  const eve = add({ LastName: "100% Eve_1", HasOptedOutOfEmail: true });
  const gone = add({ LastName: "Gone" });
  org.sandbox.remove(gone);
  /** The last names of the contacts that the condition finds. */
  const find = async (condition: string) => {
    const { body } = await org.query(`SELECT LastName FROM Contact WHERE ${condition}`);
    if (!body.records) throw new Error(body[0].errorCode);
    return body.records.map(({ LastName }: { LastName: string }) => LastName);
  };
  return { ...org, accountId, ada, bob, eve, gone, find };
}

const everybody = ["Lovelace", "O'Neil", "100% Eve_1"];

describe("a query", () => {
  it("answers with the fields that it selects, in the schema's spelling", async () => {
    const { query, ada } = peopledOrg();
    const { status, body } = await query("select id, LASTNAME, Phone from contact where FirstName = 'ADA'");
    expect(status).toBe(200);
    expect(body).toEqual({
      totalSize: 1,
      done: true,
      records: [
        {
          attributes: { type: "Contact", url: `/services/data/v66.0/sobjects/Contact/${ada}` },
          Id: ada,
          LastName: "Lovelace",
          Phone: null,
        },
      ],
    });
  });

  it("follows relationships, and shows null for an empty one", async () => {
    const { query, accountId, ada } = peopledOrg();
    const { body } = await query(
      "SELECT Account.Name, Account.Owner.Name, Owner.Name FROM Contact WHERE Id != null ORDER BY Orders__c NULLS LAST LIMIT 2",
    );
    expect(body.records).toMatchObject([
      {
        Account: {
          attributes: { type: "Account", url: expect.stringContaining(accountId) },
          Name: "Acme",
          Owner: { Name: "Ada Admin" },
        },
        Owner: { Name: "Ada Admin" },
      },
      { Account: null },
    ]);
    expect((await query("SELECT Id FROM Contact WHERE Account.Name = 'acme'")).body.records).toMatchObject([
      { Id: ada },
    ]);
  });

  it("leaves out the recycle bin, which queryAll shows", async () => {
    const { query, queryAll, gone } = peopledOrg();
    expect((await query("SELECT Id FROM Contact")).body.totalSize).toBe(3);
    expect((await query("SELECT Id FROM Contact WHERE IsDeleted = true")).body.totalSize).toBe(0);
    const deleted = "SELECT Id, IsDeleted FROM Contact WHERE IsDeleted = true";
    expect((await queryAll(deleted)).body.records).toMatchObject([{ Id: gone, IsDeleted: true }]);
  });
});

describe("a condition", () => {
  it.each([
    ["FirstName = 'ada'", ["Lovelace"]],
    ["FirstName != 'ada'", ["O'Neil", "100% Eve_1"]],
    ["FirstName = null", ["O'Neil", "100% Eve_1"]],
    ["FirstName <> NULL", ["Lovelace"]],
    ["LastName = 'o\\'neil'", ["O'Neil"]],
    ["LastName = 'O\\u0027Neil'", ["O'Neil"]],
    ["Orders__c > 3", ["O'Neil"]],
    ["Orders__c >= 3", ["Lovelace", "O'Neil"]],
    ["Orders__c < 12", ["Lovelace"]],
    ["Orders__c <= 12.0", ["Lovelace", "O'Neil"]],
    ["HasOptedOutOfEmail = true", ["100% Eve_1"]],
    ["HasOptedOutOfEmail = FALSE", ["Lovelace", "O'Neil"]],
    ["Seen__c = 2026-11-01T10:00:00Z", ["Lovelace"]],
    ["Seen__c = 2026-11-01T11:00:00.000+01:00", ["Lovelace"]],
    ["Seen__c < 2026-11-01T10:00:00Z", []],
    ["Seen__c <= 2026-11-01T10:00:00.000+0000", ["Lovelace"]],
    ["Birthdate < 1900-01-01", ["Lovelace"]],
    ["SystemModstamp >= 2026-11-02T09:00:00Z", everybody],
    ["Email IN ('ADA@example.com', 'bob@example.org', 'x')", ["Lovelace", "O'Neil"]],
    ["Email NOT IN ('ada@example.com')", ["O'Neil", "100% Eve_1"]],
    ["Email LIKE '%@EXAMPLE.%'", ["Lovelace", "O'Neil"]],
    ["Email LIKE 'a_a@%'", ["Lovelace"]],
    ["LastName LIKE '100\\% eve\\_1'", ["100% Eve_1"]],
    ["LastName LIKE '1__\\_%'", []],
    ["Customer_Key__c = 'k1'", ["Lovelace"]],
    ["Customer_Key__c IN ('K1')", ["O'Neil"]],
    ["FirstName = 'Ada' AND Orders__c = 3 AND Email != null", ["Lovelace"]],
    ["FirstName = 'Ada' OR Orders__c = 12", ["Lovelace", "O'Neil"]],
    ["(FirstName = 'Ada' OR Orders__c = 12) AND Email LIKE '%.org'", ["O'Neil"]],
    ["FirstName = 'Ada' OR (Orders__c = 12 AND Email LIKE '%.com')", ["Lovelace"]],
    ["NOT (FirstName = 'Ada')", ["O'Neil", "100% Eve_1"]],
    ["NOT FirstName = 'Ada' AND Orders__c = 12", ["O'Neil"]],
  ])("finds the right records: %s", async (condition, names) => {
    const { find } = peopledOrg();
    expect(await find(condition)).toEqual(names);
  });

  it("on ids takes ids of 15 characters as well", async () => {
    const { find, ada, bob } = peopledOrg();
    expect(await find(`Id IN ('${ada.slice(0, 15)}', '${bob}')`)).toEqual(["Lovelace", "O'Neil"]);
    await expect(find("Id = 'ada'")).rejects.toThrow("INVALID_QUERY_FILTER_OPERATOR");
  });

  it.each([
    ["any text", fc.string({ minLength: 1, maxLength: 40, unit: "binary" })],
    ["what is escaped itself", fc.string({ minLength: 1, unit: fc.constantFrom("\\", "'", "%", "_", "n") })],
  ])("finds %s again that is escaped", async (_, name) => {
    const { sandbox, query } = sandboxOrg();
    const find = async (condition: string) => {
      const { body } = await query(`SELECT Id FROM Contact WHERE LastName ${condition}`);
      return body.records.map(({ Id }: { Id: string }) => Id);
    };
    await fc.assert(
      fc.asyncProperty(name, async (LastName) => {
        const id = sandbox.add("Contact", { LastName });
        const escaped = LastName.replace(/[\\']/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
        expect(await find(`= '${escaped}'`)).toEqual([id]);
        expect(await find(`LIKE '${escaped.replace(/[%_]/g, "\\$&")}'`)).toEqual([id]);
        sandbox.purge(id);
      }),
      { numRuns: propertyRuns(0.6) },
    );
  });
});

describe("the order", () => {
  it.each([
    ["LastName", ["100% Eve_1", "Lovelace", "O'Neil"]],
    ["LastName DESC", ["O'Neil", "Lovelace", "100% Eve_1"]],
    ["Orders__c", ["100% Eve_1", "Lovelace", "O'Neil"]],
    ["Orders__c DESC NULLS LAST", ["O'Neil", "Lovelace", "100% Eve_1"]],
    ["SystemModstamp, LastName DESC", ["O'Neil", "Lovelace", "100% Eve_1"]],
    ["LastName ASC NULLS FIRST LIMIT 1 OFFSET 1", ["Lovelace"]],
    ["LastName LIMIT 0", []],
  ])("is by %s", async (order, names) => {
    const { find } = peopledOrg();
    expect(await find(`Id != null ORDER BY ${order}`)).toEqual(names);
  });
});

describe("a query that is not right", () => {
  it.each([
    ["SELECT Id FROM", "MALFORMED_QUERY"],
    ["SELECT FROM Contact", "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact WHERE", "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact WHERE LastName = 'O'Neil'", "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact WHERE LastName = 'open", "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact WHERE LastName = 'a\nb'", "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact WHERE LastName = '\\x'", "MALFORMED_QUERY"],
    ['SELECT Id FROM Contact WHERE LastName = "a"', "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact WHERE LastName IN ()", "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact WHERE LastName = 'a' AND FirstName = 'b' OR Email = 'c'", "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact LIMIT x", "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact LIMIT 1 LastName", "MALFORMED_QUERY"],
    ["SELECT Id, id FROM Contact", "MALFORMED_QUERY"],
    ["SELECT Id FROM Contact; DROP", "MALFORMED_QUERY"],
    ["SELECT Nowhere__c FROM Contact", "INVALID_FIELD"],
    ["SELECT Id FROM Contact WHERE Nowhere__c = 'x'", "INVALID_FIELD"],
    ["SELECT Id FROM Contact ORDER BY Nowhere__c", "INVALID_FIELD"],
    ["SELECT Nowhere.Name FROM Contact", "INVALID_FIELD"],
    ["SELECT Id FROM Contact WHERE LastName = 1", "INVALID_FIELD"],
    ["SELECT Id FROM Contact WHERE HasOptedOutOfEmail = 'true'", "INVALID_FIELD"],
    ["SELECT Id FROM Contact WHERE SystemModstamp > '2026-11-02T09:00:00Z'", "INVALID_FIELD"],
    ["SELECT Id FROM Contact WHERE SystemModstamp > 2026-11-02", "INVALID_FIELD"],
    ["SELECT Id FROM Task WHERE Description = 'a'", "INVALID_FIELD"],
    ["SELECT Id FROM Opportunity", "INVALID_TYPE"],
    ["SELECT Id FROM Contact WHERE OwnerId LIKE '005%'", "INVALID_QUERY_FILTER_OPERATOR"],
  ])("is refused: %s", async (soql, errorCode) => {
    const { query } = peopledOrg();
    expect(await query(soql)).toMatchObject({ status: 400, body: [{ errorCode }] });
  });

  it("is refused by 414 when its address is too long", async () => {
    const { query } = peopledOrg();
    const soqlOf = (count: number) =>
      `SELECT Id FROM Contact WHERE Email IN (${Array.from({ length: count }, (_, index) => `'${index}@x'`)})`;
    expect((await query(soqlOf(500))).status).toBe(200);
    const refused = await query(soqlOf(2000));
    expect(refused.status).toBe(414);
    expect(refused.headers.get("content-type")).toContain("html");
  });
});

describe("many rows", () => {
  it("come in pages of 2,000, all from the moment of the query", async () => {
    const { sandbox, query, call } = sandboxOrg();
    const ids = Array.from({ length: 4500 }, (_, index) => sandbox.add("Contact", { LastName: `${index}` }));
    const first = await query("SELECT Id FROM Contact");
    expect(first.body).toMatchObject({ totalSize: 4500, done: false });
    sandbox.remove(ids[4000] ?? "");
    const fetched = [...first.body.records];
    const sizes = [fetched.length];
    let next: string | undefined = first.body.nextRecordsUrl;
    while (next !== undefined) {
      const { body } = await call(`GET /${next}`);
      fetched.push(...body.records);
      sizes.push(body.records.length);
      next = body.nextRecordsUrl;
    }
    expect(sizes).toEqual([2000, 2000, 500]);
    expect(fetched.map(({ Id }) => Id)).toEqual(ids);
    expect(sandbox.countBy()).toEqual({ "GET /query": 1, "GET /query/{locator}": 2 });
  });
});

describe("the set-up", () => {
  it.each([
    ["SELECT ApiName FROM TaskStatus WHERE IsClosed = true", { ApiName: "Completed" }],
    ["SELECT Username FROM User ORDER BY CreatedDate LIMIT 1", { Username: "integration@example.com" }],
    ["SELECT Name, IsSandbox FROM Organization", { IsSandbox: false }],
  ])("can be asked for: %s", async (soql, record) => {
    const { query } = sandboxOrg();
    expect((await query(soql)).body.records).toMatchObject([record]);
  });
});
