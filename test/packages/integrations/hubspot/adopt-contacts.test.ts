import { describe, expect, it } from "vitest";
import { firstPush, getContact, newCustomer, pushOne, simulateHubspot } from "./simulated-hubspot.ts";

describe("a contact that was in HubSpot before", () => {
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

  it("is adopted by a phone number that is written with the prefix of international calls", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const id = sandbox.add("contacts", { firstname: "Karim", phone: "0033612345678" });
    const customer = newCustomer({ email: null, phone: "+33612345678" });
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
      { kind: "synced", how: "adopted", externalId: id },
    ]);
  });

  it("is looked for by one phone search for a whole page of customers", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const customers = Array.from({ length: 100 }, () => newCustomer({ email: null }));
    await adapter.pushContacts(customers.map(firstPush));
    expect(sandbox.countBy()["POST /crm/objects/contacts/search"]).toBe(1);
    expect(sandbox.records("contacts")).toHaveLength(100);
  });
});

describe.each(["existing-id", "already-exists", "unique-value"] as const)(
  "an e-mail address that another contact has (HubSpot answers in the form %s)",
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
  },
);

describe("a customer with a record", () => {
  it("keeps its record and is a conflict where its new e-mail address is another contact's", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    sandbox.add("contacts", { email: "taken@example.com" });
    const pushed = await pushOne(adapter);
    const customer = { ...pushed.customer, email: "taken@example.com", totalOrders: 4 };
    const outcomes = await adapter.pushContacts([{ ...pushed, customer }]);
    expect(outcomes).toMatchObject([{ kind: "conflict", externalId: pushed.externalId }]);
    expect(getContact(sandbox, pushed)).toMatchObject({
      email: pushed.customer.email,
      coccinelle_total_orders: "4",
    });
  });
});
