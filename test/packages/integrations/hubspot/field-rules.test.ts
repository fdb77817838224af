import type { CrmCustomer } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { getContact, newCustomer, pushOne, simulateHubspot } from "./simulated-hubspot.ts";

const blank: Partial<CrmCustomer> = {
  firstName: null,
  lastName: null,
  phone: null,
  email: null,
  segment: null,
};

describe("a field of a contact that was made here", () => {
  it("is changed when it changed here", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, lastName: "Durand" } }]);
    expect(getContact(sandbox, pushed).lastname).toBe("Durand");
  });

  it("keeps a person's correction as long as it does not change here", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    sandbox.edit(pushed.externalId, { lastname: "Corrected", coccinelle_segment: "edited" });
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, totalOrders: 1 } }]);
    expect(getContact(sandbox, pushed)).toMatchObject({
      lastname: "Corrected",
      coccinelle_segment: "prospect",
      coccinelle_total_orders: "1",
    });
  });

  it("is never emptied", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, ...blank } }]);
    expect(getContact(sandbox, pushed)).toMatchObject({
      firstname: "Sophie",
      email: pushed.customer.email,
      coccinelle_segment: "prospect",
    });
  });

  it("goes forward in the lifecycle with the segment", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    expect(getContact(sandbox, pushed).lifecyclestage).toBe("lead");
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, segment: "client" } }]);
    expect(getContact(sandbox, pushed).lifecyclestage).toBe("customer");
  });
});

describe("the stage in the lifecycle", () => {
  it("goes forward by what is known of it, without a look", async () => {
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

  it("stays where a person took it, once that is known", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    sandbox.edit(pushed.externalId, { lifecyclestage: "evangelist" });
    const customer = { ...pushed.customer, segment: "client" };
    const [outcome] = await adapter.pushContacts([{ ...pushed, customer, lifecycle: "evangelist" }]);
    expect(getContact(sandbox, pushed).lifecyclestage).toBe("evangelist");
    expect(outcome).toMatchObject({ kind: "synced" });
  });

  it("is read where it is not known, and told", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    sandbox.edit(pushed.externalId, { lifecyclestage: "evangelist" });
    const customer = { ...pushed.customer, segment: "client" };
    const [outcome] = await adapter.pushContacts([{ ...pushed, customer, lifecycle: null }]);
    expect(getContact(sandbox, pushed).lifecyclestage).toBe("evangelist");
    expect(outcome).toMatchObject({ kind: "synced", lifecycle: "evangelist" });
  });

  it("is that of the property which the settings name", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot({
      settings: { fields: { lifecycle: { property: "jobtitle" } } },
    });
    const pushed = await pushOne(adapter);
    expect(pushed.lifecycle).toBe("lead");
    sandbox.edit(pushed.externalId, { jobtitle: "customer" });
    advance(120_000);
    expect((await adapter.listRemoteChanges(null)).contacts).toMatchObject([{ lifecycle: "customer" }]);
  });
});

describe("the rule theirs-if-set", () => {
  const settings = { fields: { lastName: { rule: "theirs-if-set" } } } as const;

  it("keeps ours up to date as long as nobody touches it there", async () => {
    const { sandbox, adapter } = await simulateHubspot({ settings });
    const pushed = await pushOne(adapter, newCustomer({ lastName: "Martin" }));
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, lastName: "Durand" } }]);
    expect(getContact(sandbox, pushed).lastname).toBe("Durand");
  });

  it("leaves theirs from then on", async () => {
    const { sandbox, adapter } = await simulateHubspot({ settings });
    const pushed = await pushOne(adapter, newCustomer({ lastName: "Martin" }));
    sandbox.edit(pushed.externalId, { lastname: "Martin-Durand" });
    await adapter.pushContacts([{ ...pushed, customer: { ...pushed.customer, lastName: "Durand" } }]);
    expect(getContact(sandbox, pushed).lastname).toBe("Martin-Durand");
  });
});

describe("the rule only-if-blank", () => {
  it("fills a blank once", async () => {
    const { sandbox, adapter } = await simulateHubspot({
      settings: { fields: { segment: { rule: "only-if-blank" } } },
    });
    const pushed = await pushOne(adapter, newCustomer({ segment: null }));
    const { memo } = pushed;
    await adapter.pushContacts([{ ...pushed, memo, customer: { ...pushed.customer, segment: "client" } }]);
    expect(getContact(sandbox, pushed).coccinelle_segment).toBe("client");
    await adapter.pushContacts([{ ...pushed, memo, customer: { ...pushed.customer, segment: "vip" } }]);
    expect(getContact(sandbox, pushed).coccinelle_segment).toBe("client");
  });
});
