import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne, pushSynced } from "../hubspot/simulated-hubspot.ts";
import { getRecord, listLiving, simulateSalesforce } from "./simulated-salesforce.ts";

describe("a customer as a lead", () => {
  const settings = {
    object: "Lead",
    leadStatuses: { prospect: "Open - Not Contacted", client: "Working - Contacted" },
  } as const;

  it("is made with a company, since Salesforce asks for one", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ settings });
    const pushed = await pushOne(adapter, newCustomer({ city: "Lyon" }));
    expect(getRecord(sandbox, pushed)).toMatchObject({
      Company: "[not provided]",
      City: "Lyon",
      Status: "Open - Not Contacted",
      Coccinelle_Customer_Id__c: pushed.customer.id,
    });
    expect(pushed.lifecycle).toBe("Open - Not Contacted");
  });

  it("has a status that only moves forward, and is updated without a look", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ settings });
    const pushed = await pushOne(adapter);
    const before = sandbox.calls.length;
    const asClient = { ...pushed.customer, segment: "client" };
    const [forward] = await pushSynced(adapter, [{ ...pushed, customer: asClient }]);
    expect(getRecord(sandbox, pushed).Status).toBe("Working - Contacted");
    expect(forward?.lifecycle).toBe("Working - Contacted");
    await pushSynced(adapter, [{ ...pushed, ...forward, customer: pushed.customer }]);
    expect(getRecord(sandbox, pushed).Status).toBe("Working - Contacted");
    expect(sandbox.calls.length - before).toBe(2);
  });

  it("goes on as the contact that it was converted to", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ settings });
    const pushed = await pushOne(adapter);
    const { contactId } = sandbox.convertLead(pushed.externalId);
    const customer = { ...pushed.customer, totalOrders: 3 };
    const outcomes = await adapter.pushContacts([{ ...pushed, customer }]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "converted", externalId: contactId }]);
    expect(getRecord(sandbox, { externalId: contactId })).toMatchObject({
      Coccinelle_Customer_Id__c: customer.id,
      Coccinelle_Orders__c: 3,
    });
    const [again] = await pushSynced(adapter, [{ ...pushed, externalId: contactId }]);
    expect(again?.externalId).toBe(contactId);
    expect(listLiving(sandbox)).toHaveLength(1);
  });

  it("keeps the owner that a person chose, although the organisation has assignment rules", async () => {
    const users = ["api", "rule", "ann"].map((name) => ({ username: `${name}@example.com`, name }));
    const { sandbox, adapter } = await simulateSalesforce({
      settings,
      users,
      leadAssignee: "rule@example.com",
    });
    const pushed = await pushOne(adapter);
    expect(getRecord(sandbox, pushed).OwnerId).toBe(sandbox.userId);
    const [, , ann] = sandbox.records("User");
    sandbox.edit(pushed.externalId, { OwnerId: ann?.id ?? "" });
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, totalOrders: 1 } }]);
    await adapter.pushContacts([firstPush(pushed.customer)]);
    expect(getRecord(sandbox, pushed).OwnerId).toBe(ann?.id);
  });

  it("is found as that contact where its mapping was lost", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ settings });
    const pushed = await pushOne(adapter);
    const { contactId } = sandbox.convertLead(pushed.externalId);
    expect(await adapter.pushContacts([firstPush(pushed.customer)])).toMatchObject([
      { kind: "synced", how: "converted", externalId: contactId },
    ]);
    expect([listLiving(sandbox).length, listLiving(sandbox, "Lead").length]).toEqual([1, 1]);
  });

  it("is not made again once a person deleted that contact", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ settings });
    const pushed = await pushOne(adapter);
    sandbox.remove(sandbox.convertLead(pushed.externalId).contactId);
    expect(await adapter.pushContacts([pushed])).toMatchObject([{ kind: "remote_deleted" }]);
    expect(await adapter.pushContacts([firstPush(pushed.customer)])).toMatchObject([
      { kind: "remote_deleted" },
    ]);
    expect(listLiving(sandbox)).toEqual([]);
  });
});

describe("a customer as a person account", () => {
  const settings = { account: { kind: "person" } } as const;

  it("is an account of the persons' record type", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ personAccounts: true, settings });
    const customer = newCustomer({ city: "Lyon" });
    const pushed = await pushOne(adapter, customer);
    expect(getRecord(sandbox, pushed)).toMatchObject({
      IsPersonAccount: true,
      LastName: customer.lastName,
      PersonEmail: customer.email,
      PersonMailingCity: "Lyon",
      Coccinelle_Customer_Id__pc: customer.id,
    });
  });

  it("is updated, found again and adopted like a contact", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ personAccounts: true, settings });
    const pushed = await pushOne(adapter);
    const changed = { ...pushed.customer, totalOrders: 7 };
    await pushSynced(adapter, [{ ...pushed, customer: changed }]);
    expect(getRecord(sandbox, pushed).Coccinelle_Orders__pc).toBe(7);
    expect(await adapter.pushContacts([firstPush(changed)])).toMatchObject([
      { how: "found", externalId: pushed.externalId },
    ]);
    sandbox.add("Account", { Name: "A company", Phone: "+33699999999" });
    const stranger = newCustomer({ email: null, phone: "+33699999999" });
    expect(await adapter.pushContacts([firstPush(stranger)])).toMatchObject([{ how: "created" }]);
    expect(listLiving(sandbox, "Account")).toHaveLength(3);
  });

  it("is followed where it was merged", async () => {
    const { sandbox, adapter } = await simulateSalesforce({ personAccounts: true, settings });
    const kept = await pushOne(adapter);
    const pushed = await pushOne(adapter);
    sandbox.edit(kept.externalId, { Coccinelle_Customer_Id__pc: null });
    sandbox.merge(kept.externalId, pushed.externalId);
    expect(await adapter.pushContacts([pushed])).toMatchObject([
      { how: "merged", externalId: kept.externalId },
    ]);
  });
});
