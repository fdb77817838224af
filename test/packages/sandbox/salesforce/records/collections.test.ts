import { describe, expect, it } from "vitest";
import { sandboxOrg } from "../sandbox-org.ts";

const byKey = "Contact/Customer_Key__c";

/** The codes of the refusals, null for each record that was written. */
function codesOf(body: { success: boolean; errors: { statusCode: string }[] }[]): (string | null)[] {
  return body.map(({ success, errors }) => (success ? null : (errors[0]?.statusCode ?? "")));
}

function manyContacts(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    LastName: `Martin ${index}`,
    Customer_Key__c: `k${index}`,
  }));
}

describe("creating records", () => {
  it("answers each with its id, in the order of the request", async () => {
    const { create, valuesOf } = sandboxOrg();
    const { status, body } = await create("Contact", [
      { FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com" },
      { LastName: "Hopper" },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual([
      { id: expect.stringMatching(/^003\w{15}$/), success: true, errors: [] },
      { id: expect.stringMatching(/^003\w{15}$/), success: true, errors: [] },
    ]);
    expect(valuesOf("Contact", body[0].id)).toMatchObject({
      Name: "Ada Lovelace",
      IsDeleted: false,
      HasOptedOutOfEmail: false,
      CreatedDate: "2026-11-02T09:00:00.000+0000",
    });
  });

  it("refuses only the bad record, and names its wrong fields", async () => {
    const { create, sandbox } = sandboxOrg();
    const { status, body } = await create("Contact", [{ FirstName: "Ada" }, { LastName: "Hopper" }]);
    expect(status).toBe(200);
    expect(body).toEqual([
      {
        success: false,
        errors: [
          {
            statusCode: "REQUIRED_FIELD_MISSING",
            message: "Required fields are missing: [LastName]",
            fields: ["LastName"],
          },
        ],
      },
      { id: expect.any(String), success: true, errors: [] },
    ]);
    expect(sandbox.records("Contact")).toHaveLength(1);
  });

  it("undoes all of them when one is refused and the call says allOrNone", async () => {
    const { create, sandbox } = sandboxOrg();
    const { body } = await create("Contact", [{ LastName: "Hopper" }, { FirstName: "Ada" }], {
      allOrNone: true,
    });
    expect(codesOf(body)).toEqual(["ALL_OR_NONE_OPERATION_ROLLED_BACK", "REQUIRED_FIELD_MISSING"]);
    expect(sandbox.records("Contact")).toEqual([]);
  });

  it("demands the company of a lead", async () => {
    const { create } = sandboxOrg();
    const { body } = await create("Lead", [{ LastName: "Martin" }, { LastName: "Martin", Company: "-" }]);
    expect(codesOf(body)).toEqual(["REQUIRED_FIELD_MISSING", null]);
  });
});

describe("any collection", () => {
  it("takes 200 records and refuses 201 as a whole", async () => {
    const { create, upsert, update, remove, sandbox } = sandboxOrg();
    expect((await create("Contact", manyContacts(200))).status).toBe(200);
    const ids = sandbox.records("Contact").map(({ id }) => id);
    const tooMany = await Promise.all([
      create("Contact", manyContacts(201)),
      upsert(byKey, manyContacts(201)),
      update(
        "Contact",
        [...ids, "x"].map((Id) => ({ Id })),
      ),
      remove([...ids, "x"]),
    ]);
    for (const answer of tooMany) {
      expect(answer).toMatchObject({ status: 400, body: [{ errorCode: "EXCEEDED_ID_LIMIT" }] });
    }
    expect(sandbox.records("Contact").filter(({ isDeleted }) => !isDeleted)).toHaveLength(200);
  });

  it("meets the faults of single records, the given number of times", async () => {
    const { update, sandbox } = sandboxOrg();
    const ids = ["Ada", "Bob"].map((LastName) => sandbox.add("Contact", { LastName }));
    sandbox.rowFaults.push({ match: ({ id }) => id === ids[1], errorCode: "UNABLE_TO_LOCK_ROW", times: 1 });
    const records = ids.map((Id) => ({ Id, LastName: "Martin" }));
    expect(codesOf((await update("Contact", records)).body)).toEqual([null, "UNABLE_TO_LOCK_ROW"]);
    expect(codesOf((await update("Contact", records)).body)).toEqual([null, null]);
  });
});

describe("updating records", () => {
  it("changes only the fields that are named, and takes ids of 15 characters", async () => {
    const { update, sandbox, valuesOf, advance } = sandboxOrg();
    const id = sandbox.add("Contact", { FirstName: "Ada", LastName: "Byron" });
    advance(1500);
    const { body } = await update("Contact", [
      { id: id.slice(0, 15), LastName: "Lovelace", FirstName: null },
    ]);
    expect(body).toEqual([{ id, success: true, errors: [] }]);
    expect(valuesOf("Contact", id)).toMatchObject({
      FirstName: null,
      LastName: "Lovelace",
      CreatedDate: "2026-11-02T09:00:00.000+0000",
      LastModifiedDate: "2026-11-02T09:00:01.000+0000",
      SystemModstamp: "2026-11-02T09:00:01.000+0000",
      LastModifiedById: sandbox.userId,
    });
  });

  it("refuses a record in the recycle bin differently from an unknown one", async () => {
    const { update, sandbox } = sandboxOrg();
    const [deleted, purged] = ["Ada", "Bob"].map((LastName) => sandbox.add("Contact", { LastName }));
    sandbox.remove(deleted ?? "");
    sandbox.purge(purged ?? "");
    const { body } = await update("Contact", [
      { Id: deleted, LastName: "x" },
      { Id: purged, LastName: "x" },
      { Id: "003", LastName: "x" },
      { Id: sandbox.userId, LastName: "x" },
      { LastName: "x" },
    ]);
    expect(codesOf(body)).toEqual([
      "ENTITY_IS_DELETED",
      "INVALID_CROSS_REFERENCE_KEY",
      "MALFORMED_ID",
      "MALFORMED_ID",
      "MISSING_ARGUMENT",
    ]);
  });

  it("refuses both of two changes of the same record", async () => {
    const { update, sandbox, valuesOf } = sandboxOrg();
    const id = sandbox.add("Contact", { LastName: "Ada" });
    const other = sandbox.add("Contact", { LastName: "Bob" });
    const { body } = await update("Contact", [
      { Id: id, LastName: "one" },
      { Id: other, LastName: "two" },
      { Id: id.slice(0, 15), LastName: "three" },
    ]);
    expect(codesOf(body)).toEqual(["DUPLICATE_VALUE", null, "DUPLICATE_VALUE"]);
    expect(valuesOf("Contact", id).LastName).toBe("Ada");
  });

  it("refuses a converted lead, and a task for it", async () => {
    const { update, create, sandbox } = sandboxOrg();
    const id = sandbox.add("Lead", { LastName: "Martin", Company: "Martin SA" });
    sandbox.convertLead(id);
    expect(codesOf((await update("Lead", [{ Id: id, LastName: "Durand" }])).body)).toEqual([
      "CANNOT_UPDATE_CONVERTED_LEAD",
    ]);
    expect(codesOf((await create("Task", [{ Subject: "Call", WhoId: id }])).body)).toEqual([
      "CANNOT_UPDATE_CONVERTED_LEAD",
    ]);
  });
});

describe("upserting records", () => {
  it("updates the records with the key, creates the others, and tells which it created", async () => {
    const { upsert, sandbox, valuesOf } = sandboxOrg();
    const id = sandbox.add("Contact", { LastName: "Byron", Customer_Key__c: "k1" });
    const { status, body } = await upsert(byKey, [
      { Customer_Key__c: "k1", LastName: "Lovelace" },
      { Customer_Key__c: "k2", LastName: "Hopper" },
    ]);
    expect(status).toBe(200);
    expect(body).toEqual([
      { id, success: true, errors: [], created: false },
      { id: expect.any(String), success: true, errors: [], created: true },
    ]);
    expect(valuesOf("Contact", id).LastName).toBe("Lovelace");
  });

  it("refuses both of two records with the same key", async () => {
    const { upsert, sandbox } = sandboxOrg();
    const { body } = await upsert(byKey, [
      { Customer_Key__c: "k1", LastName: "One" },
      { Customer_Key__c: "k2", LastName: "Two" },
      { Customer_Key__c: "k1", LastName: "Three" },
    ]);
    expect(codesOf(body)).toEqual(["DUPLICATE_VALUE", null, "DUPLICATE_VALUE"]);
    expect(sandbox.records("Contact")).toHaveLength(1);
  });

  it("tells keys apart that differ only in case, where the field is case-sensitive", async () => {
    const { upsert, sandbox } = sandboxOrg();
    const { body } = await upsert(byKey, [
      { Customer_Key__c: "k1", LastName: "One" },
      { Customer_Key__c: "K1", LastName: "Two" },
    ]);
    expect(codesOf(body)).toEqual([null, null]);
    expect(sandbox.records("Contact")).toHaveLength(2);
  });

  it("makes a new record in place of one in the recycle bin", async () => {
    const { upsert, sandbox } = sandboxOrg();
    const id = sandbox.add("Contact", { LastName: "Byron", Customer_Key__c: "k1" });
    sandbox.remove(id);
    const { body } = await upsert(byKey, [{ Customer_Key__c: "k1", LastName: "Lovelace" }]);
    expect(body).toMatchObject([{ success: true, created: true }]);
    expect(body[0].id).not.toBe(id);
  });

  it("is refused by a record in the recycle bin where the option says so", async () => {
    const { upsert, sandbox } = sandboxOrg({ upsertFindsDeleted: true });
    sandbox.remove(sandbox.add("Contact", { LastName: "Byron", Customer_Key__c: "k1" }));
    const { body } = await upsert(byKey, [{ Customer_Key__c: "k1", LastName: "Lovelace" }]);
    expect(codesOf(body)).toEqual(["ENTITY_IS_DELETED"]);
    expect(sandbox.records("Contact")).toHaveLength(1);
  });

  it("refuses a key of several records, where the field is not unique", async () => {
    const key = { object: "Contact", name: "Loose__c", type: "Text", length: 40, externalId: true } as const;
    const { upsert, sandbox } = sandboxOrg({ customFields: [key] });
    for (const LastName of ["Ada", "Bob"]) sandbox.add("Contact", { LastName, Loose__c: "k1" });
    const { body } = await upsert("Contact/Loose__c", [{ Loose__c: "k1", LastName: "x" }]);
    expect(codesOf(body)).toEqual(["DUPLICATE_EXTERNAL_ID"]);
  });
});

describe("a unique field", () => {
  it("has one record for each value, which the refusal of another names", async () => {
    const { create, update, sandbox } = sandboxOrg();
    const id = sandbox.add("Contact", { LastName: "Ada", Customer_Key__c: "k1" });
    const { body } = await create("Contact", [
      { LastName: "Bob", Customer_Key__c: "k1" },
      { LastName: "Eve", Customer_Key__c: "k2" },
      { LastName: "Mia", Customer_Key__c: "k2" },
    ]);
    expect(codesOf(body)).toEqual(["DUPLICATE_VALUE", null, "DUPLICATE_VALUE"]);
    expect(body[0].errors[0].message).toContain(id);
    const same = [{ Id: id, LastName: "Ada", Customer_Key__c: "k1" }];
    expect(codesOf((await update("Contact", same)).body)).toEqual([null]);
  });
});

describe("deleting records", () => {
  it("puts them into the recycle bin, once", async () => {
    const { remove, sandbox } = sandboxOrg();
    const ids = ["Ada", "Bob"].map((LastName) => sandbox.add("Contact", { LastName }));
    expect((await remove(ids)).body).toEqual(ids.map((id) => ({ id, success: true, errors: [] })));
    expect(sandbox.records("Contact").map(({ isDeleted }) => isDeleted)).toEqual([true, true]);
    expect(codesOf((await remove([...ids, "003x"])).body)).toEqual([
      "ENTITY_IS_DELETED",
      "ENTITY_IS_DELETED",
      "MALFORMED_ID",
    ]);
  });

  it("takes records of several objects, and leaves a contact's tasks", async () => {
    const { remove, sandbox } = sandboxOrg();
    const contact = sandbox.add("Contact", { LastName: "Ada" });
    const kept = sandbox.add("Task", { Subject: "Call", WhoId: contact });
    const lead = sandbox.add("Lead", { LastName: "Bob", Company: "-" });
    expect(codesOf((await remove([contact, lead])).body)).toEqual([null, null]);
    expect(sandbox.records("Task")).toMatchObject([{ id: kept, isDeleted: false }]);
  });
});
