import { describe, expect, it } from "vitest";
import { firstPush, getContact, newCustomer, pushOne, simulateHubspot } from "./simulated-hubspot.ts";

describe("the lifecycle stage of a contact", () => {
  it("goes forward without a look where it is known", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    expect(pushed.lifecycle).toBe("lead");
    const before = sandbox.calls.length;
    const [outcome] = await adapter.pushContacts([
      { ...pushed, customer: { ...pushed.customer, segment: "client" } },
    ]);
    expect(outcome).toMatchObject({ kind: "synced", lifecycle: "customer" });
    expect(sandbox.calls.length - before).toBe(1);
    expect(getContact(sandbox, pushed).lifecyclestage).toBe("customer");
  });

  it("stays where a person put it, once the sync knows that", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    sandbox.edit(pushed.externalId, { lifecyclestage: "evangelist" });
    const customer = { ...pushed.customer, segment: "client" };
    const [outcome] = await adapter.pushContacts([{ ...pushed, customer, lifecycle: "evangelist" }]);
    expect(getContact(sandbox, pushed).lifecyclestage).toBe("evangelist");
    expect(outcome).toMatchObject({ kind: "synced" });
  });

  it("is read from HubSpot where it is not known, and is in the outcome", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    sandbox.edit(pushed.externalId, { lifecyclestage: "evangelist" });
    const customer = { ...pushed.customer, segment: "client" };
    const [outcome] = await adapter.pushContacts([{ ...pushed, customer, lifecycle: null }]);
    expect(getContact(sandbox, pushed).lifecyclestage).toBe("evangelist");
    expect(outcome).toMatchObject({ kind: "synced", lifecycle: "evangelist" });
  });

  it("is in the property that the settings name", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot({
      settings: { fields: { lifecycle: { property: "jobtitle" } } },
    });
    const pushed = await pushOne(adapter);
    expect(pushed.lifecycle).toBe("lead");
    sandbox.edit(pushed.externalId, { jobtitle: "customer" });
    advance(120_000);
    expect((await adapter.listRemoteChanges(null)).contacts).toMatchObject([{ lifecycle: "customer" }]);
  });

  it("goes forward with the segment where the contact was adopted, and never back", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const early = sandbox.add("contacts", { email: "early@example.com", lifecyclestage: "subscriber" });
    const late = sandbox.add("contacts", { email: "late@example.com", lifecyclestage: "evangelist" });
    const customers = ["early@example.com", "late@example.com"].map((email) =>
      newCustomer({ email, segment: "client" }),
    );
    await adapter.pushContacts(customers.map(firstPush));
    expect(getContact(sandbox, { externalId: early }).lifecyclestage).toBe("customer");
    expect(getContact(sandbox, { externalId: late }).lifecyclestage).toBe("evangelist");
  });

  it("is read back with the owner and the opt-out", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot();
    const { externalId, customer } = await pushOne(adapter);
    advance(60_000);
    sandbox.edit(externalId, { lifecyclestage: "opportunity", hs_email_optout: "true" });
    advance(2 * 60_000);
    expect((await adapter.listRemoteChanges(null)).contacts).toEqual([
      {
        askedId: externalId,
        externalId,
        prospectId: customer.id,
        ownerId: null,
        lifecycle: "opportunity",
        optedOut: true,
        modifiedAt: "2026-11-22T10:01:00.000Z",
      },
    ]);
  });
});
