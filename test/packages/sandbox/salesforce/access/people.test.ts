import { describe, expect, it } from "vitest";
import { sandboxOrg } from "../sandbox-org.ts";

describe("a person", () => {
  it("adds and edits records in a name of their own, read-only fields too", () => {
    const { sandbox, valuesOf, advance } = sandboxOrg();
    const id = sandbox.add("Contact", { LastName: "Ada" });
    advance(1000);
    sandbox.edit(id, { HasOptedOutOfEmail: true, LastName: null });
    const { LastModifiedById, ...values } = valuesOf("Contact", id);
    expect(values).toMatchObject({
      HasOptedOutOfEmail: true,
      LastName: null,
      SystemModstamp: "2026-11-02T09:00:01.000+0000",
    });
    expect(LastModifiedById).not.toBe(sandbox.userId);
  });

  it("takes a record out of the recycle bin", async () => {
    const { sandbox, query } = sandboxOrg();
    const id = sandbox.add("Contact", { LastName: "Ada" });
    sandbox.remove(id);
    expect((await query("SELECT Id FROM Contact")).body.totalSize).toBe(0);
    sandbox.undelete(id);
    expect((await query("SELECT Id FROM Contact")).body.records).toMatchObject([{ Id: id }]);
  });

  it("removes a record for good", async () => {
    const { sandbox, queryAll } = sandboxOrg();
    const id = sandbox.add("Contact", { LastName: "Ada", Customer_Key__c: "k1" });
    sandbox.purge(id);
    expect((await queryAll("SELECT Id FROM Contact")).body.totalSize).toBe(0);
    expect(sandbox.add("Contact", { LastName: "Ada", Customer_Key__c: "k1" })).not.toBe(id);
  });

  it("merges two contacts: the first stays with its values, and gets the other's tasks", async () => {
    const { sandbox, queryAll, update, valuesOf, upsert } = sandboxOrg();
    const ada = sandbox.add("Contact", { LastName: "Ada", Customer_Key__c: "k1" });
    const bob = sandbox.add("Contact", { LastName: "Bob", Customer_Key__c: "k2" });
    const task = sandbox.add("Task", { Subject: "Call", WhoId: bob });
    sandbox.merge(ada, bob);
    const { body } = await queryAll(`SELECT IsDeleted, MasterRecordId FROM Contact WHERE Id = '${bob}'`);
    expect(body.records).toMatchObject([{ IsDeleted: true, MasterRecordId: ada }]);
    expect(valuesOf("Contact", ada)).toMatchObject({
      LastName: "Ada",
      Customer_Key__c: "k1",
      IsDeleted: false,
    });
    expect(valuesOf("Task", task).WhoId).toBe(ada);
    const refused = await update("Contact", [{ Id: bob, LastName: "x" }]);
    expect(refused.body[0].errors[0].statusCode).toBe("ENTITY_IS_DELETED");
    const again = await upsert("Contact/Customer_Key__c", [{ Customer_Key__c: "k2", LastName: "Bob" }]);
    expect(again.body).toMatchObject([{ success: true, created: true }]);
    expect(() => sandbox.undelete(bob)).toThrow("merged");
  });

  it("converts a lead into a contact of a new account, with its tasks", async () => {
    const { sandbox, valuesOf, query } = sandboxOrg();
    const lead = sandbox.add("Lead", {
      FirstName: "Ada",
      LastName: "L",
      Company: "Acme",
      Email: "a@b.example",
    });
    const task = sandbox.add("Task", { Subject: "Call", WhoId: lead });
    const { contactId, accountId } = sandbox.convertLead(lead);
    expect(valuesOf("Contact", contactId)).toMatchObject({
      Name: "Ada L",
      Email: "a@b.example",
      AccountId: accountId,
    });
    expect(valuesOf("Account", accountId).Name).toBe("Acme");
    expect(valuesOf("Task", task).WhoId).toBe(contactId);
    const soql = "SELECT IsConverted, ConvertedContactId, IsDeleted FROM Lead";
    expect((await query(soql)).body.records).toMatchObject([
      { IsConverted: true, ConvertedContactId: contactId, IsDeleted: false },
    ]);
  });

  it("converts a lead into a contact that is there", () => {
    const { sandbox } = sandboxOrg();
    const AccountId = sandbox.add("Account", { Name: "Acme" });
    const contact = sandbox.add("Contact", { LastName: "Ada", AccountId });
    const lead = sandbox.add("Lead", { LastName: "Ada", Company: "-" });
    expect(sandbox.convertLead(lead, contact)).toEqual({ contactId: contact, accountId: AccountId });
    expect(sandbox.records("Contact")).toHaveLength(1);
  });

  it("cannot do what would be a mistake of the test", () => {
    const { sandbox } = sandboxOrg();
    const id = sandbox.add("Contact", { LastName: "Ada", Customer_Key__c: "k1" });
    const lead = sandbox.add("Lead", { LastName: "Ada", Company: "-" });
    expect(() => sandbox.add("Contact", { lastname: "Ada" })).toThrow("no field lastname");
    expect(() => sandbox.add("Contact", { LastName: "Bob", Customer_Key__c: "k1" })).toThrow(
      `taken by ${id}`,
    );
    expect(() => sandbox.edit("003000000000001AAA", { LastName: "x" })).toThrow("no record");
    expect(() => sandbox.merge(id, id)).toThrow("two different");
    expect(() => sandbox.merge(id, lead)).toThrow("two different");
    expect(() => sandbox.undelete(id)).toThrow("not deleted");
    expect(() => sandbox.convertLead(id)).toThrow("no open lead");
    sandbox.remove(id);
    expect(() => sandbox.remove(id)).toThrow("is deleted");
    expect(() => sandbox.endJob("750000000000001AAA", "Failed", 0)).toThrow("no job");
  });
});
