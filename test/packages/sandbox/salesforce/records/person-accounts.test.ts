import { describe, expect, it } from "vitest";
import { customerKey, sandboxOrg } from "../sandbox-org.ts";

function peopleOrg() {
  const org = sandboxOrg({
    personAccounts: true,
    customFields: [
      customerKey,
      { object: "Contact", name: "Hidden__c", type: "Text", length: 40, isVisible: false },
    ],
  });
  const recordTypes = async () => {
    const { body } = await org.query("SELECT Id, IsPersonType FROM RecordType WHERE SobjectType = 'Account'");
    const find = (isPerson: boolean) =>
      body.records.find(({ IsPersonType }: { IsPersonType: boolean }) => IsPersonType === isPerson).Id;
    return { person: find(true), business: find(false) };
  };
  const addPerson = async (values: Record<string, unknown> = {}) => {
    const { person } = await recordTypes();
    const { body } = await org.create("Account", [{ RecordTypeId: person, LastName: "Lovelace", ...values }]);
    const accountId: string = body[0].id;
    return { accountId, contactId: String(org.valuesOf("Account", accountId).PersonContactId) };
  };
  return { ...org, recordTypes, addPerson };
}

describe("a person account", () => {
  it("is an account and a contact with the same values", async () => {
    const { addPerson, valuesOf } = peopleOrg();
    const values = {
      FirstName: "Ada",
      PersonEmail: "ada@example.com",
      PersonMailingCity: "London",
      Phone: "+44",
      Customer_Key__pc: "k1",
    };
    const { accountId, contactId } = await addPerson(values);
    expect(valuesOf("Account", accountId)).toMatchObject({
      ...values,
      Name: "Ada Lovelace",
      IsPersonAccount: true,
    });
    expect(valuesOf("Contact", contactId)).toMatchObject({
      Name: "Ada Lovelace",
      Email: "ada@example.com",
      MailingCity: "London",
      Phone: "+44",
      Customer_Key__c: "k1",
      AccountId: accountId,
      IsPersonAccount: true,
      HasOptedOutOfEmail: false,
    });
  });

  it("is upserted by its contact's key", async () => {
    const { upsert, addPerson, recordTypes, valuesOf, sandbox } = peopleOrg();
    const { accountId, contactId } = await addPerson({ Customer_Key__pc: "k1" });
    const { person } = await recordTypes();
    const { body } = await upsert("Account/Customer_Key__pc", [
      { Customer_Key__pc: "k1", LastName: "Byron" },
      { Customer_Key__pc: "k2", LastName: "Hopper", RecordTypeId: person },
    ]);
    expect(body).toMatchObject([
      { id: accountId, created: false },
      { success: true, created: true },
    ]);
    expect(valuesOf("Contact", contactId)).toMatchObject({ LastName: "Byron", Customer_Key__c: "k1" });
    expect(sandbox.records("Contact")).toHaveLength(2);
  });

  it("is changed and deleted through the account alone", async () => {
    const { update, remove, addPerson, valuesOf } = peopleOrg();
    const { accountId, contactId } = await addPerson();
    expect((await update("Contact", [{ Id: contactId, LastName: "x" }])).body[0].success).toBe(false);
    expect((await remove([contactId])).body[0].success).toBe(false);
    expect((await update("Account", [{ Id: accountId, PersonEmail: "a@b.example" }])).body[0].success).toBe(
      true,
    );
    expect(valuesOf("Contact", contactId).Email).toBe("a@b.example");
    expect((await remove([accountId])).body[0].success).toBe(true);
    expect(valuesOf("Contact", contactId).IsDeleted).toBe(true);
  });

  it("has tasks only through its contact", async () => {
    const { create, addPerson } = peopleOrg();
    const { accountId, contactId } = await addPerson();
    const { body } = await create("Task", [
      { Subject: "Call", WhoId: contactId },
      { Subject: "Call", WhoId: accountId },
    ]);
    expect(body[0].success).toBe(true);
    expect(body[1].errors).toMatchObject([{ statusCode: "MALFORMED_ID", fields: ["WhoId"] }]);
  });

  it("is merged into another with its contact", async () => {
    const { addPerson, sandbox, valuesOf } = peopleOrg();
    const [one, other] = [await addPerson(), await addPerson()];
    sandbox.merge(one.accountId, other.accountId);
    expect(valuesOf("Account", other.accountId)).toMatchObject({
      IsDeleted: true,
      MasterRecordId: one.accountId,
    });
    expect(valuesOf("Contact", other.contactId)).toMatchObject({
      IsDeleted: true,
      MasterRecordId: one.contactId,
    });
    sandbox.purge(other.accountId);
    expect(sandbox.records("Contact")).toHaveLength(1);
  });
});
