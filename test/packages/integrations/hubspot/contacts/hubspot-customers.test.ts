import { HubSpotCustomers } from "@coccinelle/integrations";
import { describe, expect, it } from "vitest";
import { getContact, simulateHubspot } from "../simulated-hubspot.ts";

async function connectCustomers() {
  const { sandbox, accessToken } = await simulateHubspot({ isSetUp: false, portalId: 12_345 });
  const hubspot = new HubSpotCustomers({
    accessToken,
    portalId: "12345",
    fetch: (request) => sandbox.fetch(request),
  });
  return { sandbox, hubspot };
}

describe("HubSpotCustomers", () => {
  it("makes a contact of a customer, with an id to keep", async () => {
    const { sandbox, hubspot } = await connectCustomers();
    const customer = {
      id: crypto.randomUUID(),
      firstName: "Sophie",
      lastName: "Inconnu",
      phone: "+33612345678",
    };
    const contact = await hubspot.createCustomer(customer);
    expect(contact.url).toBe(`https://app.hubspot.com/contacts/12345/record/0-1/${contact.id}`);
    expect(getContact(sandbox, { externalId: contact.id })).toMatchObject({
      firstname: "Sophie",
      phone: "+33612345678",
    });
    expect(getContact(sandbox, { externalId: contact.id })).not.toHaveProperty("lastname");
  });

  it("returns the same contact for the same customer", async () => {
    const { sandbox, hubspot } = await connectCustomers();
    const customer = { id: crypto.randomUUID(), email: "sophie@example.com" };
    const first = await hubspot.createCustomer(customer);
    expect(await hubspot.createCustomer(customer)).toEqual(first);
    expect(sandbox.records("contacts")).toHaveLength(1);
  });

  it("fails where a person has to decide", async () => {
    const { hubspot } = await connectCustomers();
    await hubspot.createCustomer({ id: "one", email: "sophie@example.com" });
    await expect(hubspot.createCustomer({ id: "two", email: "sophie@example.com" })).rejects.toThrow(
      "another customer",
    );
  });
});
