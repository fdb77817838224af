import { describe, expect, it } from "vitest";
import { firstPush, getContact, newCustomer, pushOne, simulateHubspot } from "./simulated-hubspot.ts";

describe("a contact that was there before", () => {
  it("is adopted by its e-mail address, and keeps what people wrote in it", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const id = sandbox.add("contacts", { email: "ann@example.com", firstname: "Annabel", city: "Brest" });
    const customer = newCustomer({ email: "Ann@Example.com", firstName: "Ann", lastName: "O'Neil" });
    const outcomes = await adapter.pushContacts([firstPush(customer)]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "adopted", externalId: id }]);
    expect(getContact(sandbox, { externalId: id })).toMatchObject({
      coccinelle_customer_id: customer.id,
      firstname: "Annabel",
      lastname: "O'Neil",
      city: "Brest",
      phone: customer.phone,
      coccinelle_segment: "prospect",
    });
    expect(getContact(sandbox, { externalId: id })).not.toHaveProperty("coccinelle_lead_source");
  });

  it("is free for another customer once the one that it was taken for could not have it", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const id = sandbox.add("contacts", { email: "ann@example.com" });
    const [first, second] = [newCustomer(), newCustomer()].map((each) => ({
      ...each,
      email: "ann@example.com",
    }));
    if (!first || !second) throw new Error("there are no customers");
    sandbox.faults.push({
      match: ({ path }) => path.endsWith("/batch/update"),
      kind: "status",
      status: 400,
      times: 1,
    });
    expect(await adapter.pushContacts([firstPush(first)])).toMatchObject([{ kind: "blocked" }]);
    expect(await adapter.pushContacts([firstPush(second)])).toMatchObject([
      { kind: "synced", how: "adopted", externalId: id },
    ]);
  });

  it("keeps it at every later push too, and gets into its blanks what is learned later", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const id = sandbox.add("contacts", { email: "ann@example.com", firstname: "Annabel" });
    const adopted = await pushOne(adapter, newCustomer({ email: "ann@example.com", lastName: null }));
    const customer = { ...adopted.customer, firstName: "Anne", lastName: "O'Neil", totalOrders: 2 };
    await adapter.pushContacts([{ ...adopted, customer }]);
    expect(getContact(sandbox, { externalId: id })).toMatchObject({
      firstname: "Annabel",
      lastname: "O'Neil",
      coccinelle_total_orders: "2",
    });
  });

  it("is adopted by an additional e-mail address", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const id = sandbox.merge(
      sandbox.add("contacts", { email: "first@example.com" }),
      sandbox.add("contacts", { email: "second@example.com" }),
    );
    const customer = newCustomer({ email: "second@example.com" });
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
      { how: "adopted", externalId: id },
    ]);
    expect(getContact(sandbox, { externalId: id }).email).toBe("first@example.com");
  });

  it.each([
    ["06 12 34 56 78", "phone"],
    ["+33 6 12 34 56 78", "mobilephone"],
    ["0033612345678", "phone"],
  ])(
    "is adopted by its phone number %s where the customer has no e-mail address",
    async (written, property) => {
      const { sandbox, adapter } = await simulateHubspot();
      const id = sandbox.add("contacts", { firstname: "Karim", [property]: written });
      sandbox.add("contacts", { firstname: "Other", phone: "+44 7612 345678" });
      const customer = newCustomer({ email: null, phone: "+33612345678" });
      expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
        { kind: "synced", how: "adopted", externalId: id },
      ]);
    },
  );

  it("takes one phone search for a page", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const customers = Array.from({ length: 100 }, () => newCustomer({ email: null }));
    await adapter.pushContacts(customers.map(firstPush));
    expect(sandbox.countBy()["POST /crm/objects/contacts/search"]).toBe(1);
    expect(sandbox.records("contacts")).toHaveLength(100);
  });

  it("is left to a person where several have the phone number", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    sandbox.add("contacts", { firstname: "Karim", phone: "+33612345678" });
    sandbox.add("contacts", { firstname: "Karima", mobilephone: "0612345678" });
    const customer = newCustomer({ email: null, phone: "+33612345678" });
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
      { kind: "conflict", externalId: null, reason: expect.stringContaining("several") },
    ]);
    expect(sandbox.records("contacts")).toHaveLength(2);
  });

  it("is left to a person where it is another customer's", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const first = await pushOne(adapter);
    const second = newCustomer({ email: first.customer.email });
    expect(await adapter.pushContacts([firstPush(second)])).toMatchObject([
      { kind: "conflict", externalId: null, reason: expect.stringContaining("another customer") },
    ]);
    expect(sandbox.records("contacts")).toHaveLength(1);
    expect(getContact(sandbox, first).coccinelle_customer_id).toBe(first.customer.id);
  });

  it("goes to the first of two customers of a page that match it", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    sandbox.add("contacts", { email: "shared@example.com" });
    const customers = [
      newCustomer({ email: "shared@example.com" }),
      newCustomer({ email: "shared@example.com" }),
    ];
    expect(await adapter.pushContacts(customers.map(firstPush))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: customers[0]?.id, how: "adopted" }),
        expect.objectContaining({ prospectId: customers[1]?.id, kind: "conflict" }),
      ]),
    );
  });

  it("goes to one of two customers whose pages are pushed at the same time", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const id = sandbox.add("contacts", { email: "shared@example.com" });
    const customers = [newCustomer(), newCustomer()].map((each) => ({
      ...each,
      email: "shared@example.com",
    }));
    const pages = await Promise.all(customers.map((each) => adapter.pushContacts([firstPush(each)])));
    const outcomes = pages.flat();
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["conflict", "synced"]);
    const adopted = outcomes.find(({ kind }) => kind === "synced");
    expect(getContact(sandbox, { externalId: id }).coccinelle_customer_id).toBe(adopted?.prospectId);
  });

  it("moves forward through its lifecycle, and never back", async () => {
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
});

describe.each(["existing-id", "already-exists", "unique-value"] as const)(
  "an e-mail address that is taken, told as %s",
  (emailConflict) => {
    it.each([false, true])(
      "leads to its contact where it is nobody's yet (whole batch refused: %s)",
      async (refusesWholeBatches) => {
        const { sandbox, adapter } = await simulateHubspot({ emailConflict, refusesWholeBatches });
        const customers = [newCustomer(), newCustomer({ email: "late@example.com" }), newCustomer()];
        let id = "";
        sandbox.faults.push({
          // Somebody adds the contact between the look-up and the creation.
          match: ({ path }) => {
            if (path.endsWith("/batch/upsert") && id === "")
              id = sandbox.add("contacts", { email: "late@example.com" });
            return false;
          },
          kind: "fail-before",
          times: 1,
        });
        const outcomes = await adapter.pushContacts(customers.map(firstPush));
        expect(outcomes).toHaveLength(3);
        expect(outcomes.find(({ prospectId }) => prospectId === customers[1]?.id)).toMatchObject({
          kind: "synced",
          how: "adopted",
          externalId: id,
        });
        expect(sandbox.records("contacts")).toHaveLength(3);
      },
    );

    it("is a conflict where another customer of the page has it", async () => {
      const { sandbox, adapter } = await simulateHubspot({ emailConflict });
      const customers = [
        newCustomer({ email: "same@example.com" }),
        newCustomer({ email: "same@example.com" }),
      ];
      const outcomes = await adapter.pushContacts(customers.map(firstPush));
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(["conflict", "synced"]);
      expect(sandbox.records("contacts")).toHaveLength(1);
    });
  },
);
