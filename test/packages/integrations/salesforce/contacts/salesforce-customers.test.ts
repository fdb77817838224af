import { SalesforceCustomers } from "@coccinelle/integrations";
import { describe, expect, it } from "vitest";
import { getRecord, listLiving, simulateSalesforce } from "../simulated-salesforce.ts";

async function connectCustomers() {
  const { sandbox, accessToken } = await simulateSalesforce({ isSetUp: false });
  const salesforce = new SalesforceCustomers({
    instanceUrl: "https://acme.my.salesforce.com",
    accessToken,
    fetch: (request) => sandbox.fetch(request),
  });
  return { sandbox, salesforce };
}

describe("SalesforceCustomers", () => {
  it("makes a contact of a customer, with an id to keep", async () => {
    const { sandbox, salesforce } = await connectCustomers();
    const customer = {
      id: crypto.randomUUID(),
      firstName: "Client",
      lastName: "Martin",
      phone: "+33612345678",
    };
    const contact = await salesforce.createCustomer(customer);
    expect(contact.url).toBe(`https://acme.my.salesforce.com/${contact.id}`);
    const record = getRecord(sandbox, { externalId: contact.id });
    expect(record).toMatchObject({ LastName: "Martin", Phone: "+33612345678" });
    expect(record.FirstName ?? null).toBeNull();
  });

  it("returns the same contact for the same customer", async () => {
    const { sandbox, salesforce } = await connectCustomers();
    const customer = { id: crypto.randomUUID(), lastName: "Martin", email: "sophie@example.com" };
    const first = await salesforce.createCustomer(customer);
    expect(await salesforce.createCustomer(customer)).toEqual(first);
    expect(listLiving(sandbox)).toHaveLength(1);
  });

  it("fails where a person has to decide", async () => {
    const { salesforce } = await connectCustomers();
    await salesforce.createCustomer({ id: "one", lastName: "Martin", email: "sophie@example.com" });
    await expect(
      salesforce.createCustomer({ id: "two", lastName: "Martin", email: "sophie@example.com" }),
    ).rejects.toThrow("another customer");
  });
});
