import { describe, expect, it } from "vitest";
import { sandboxOrg } from "../sandbox-org.ts";

describe("a person", () => {
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
});
