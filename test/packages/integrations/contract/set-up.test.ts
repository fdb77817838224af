import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne } from "../hubspot/simulated-hubspot.ts";
import { CRMS } from "./crms.ts";

describe.each(CRMS)("setting $name up", (crm) => {
  it("makes what is missing, once, and learns which account it is", async () => {
    const { adapter, accountId } = await crm.create({ isSetUp: false });
    const { ready, created, missing, learned } = await adapter.setUp();
    expect({ ready, missing }).toEqual({ ready: true, missing: [] });
    expect(created).toContainEqual(expect.stringMatching(crm.nameOf("key")));
    expect(Object.values(learned)).toContain(accountId);
    expect(await adapter.setUp()).toMatchObject({ ready: true, created: [], missing: [] });
    await pushOne(adapter);
  });

  it("says which field an administrator has to add where the user may not", async () => {
    const { adapter } = await crm.create({ isSetUp: false, mayNotChangeSchema: true });
    const { ready, missing } = await adapter.setUp();
    expect(ready).toBe(false);
    expect(missing).toContainEqual({
      kind: "property",
      name: expect.stringContaining(crm.nameOf("key")),
      remedy: expect.stringMatching(/^add to contact.*"Coccinelle customer ID".*unique/i),
    });
  });

  it("names a field of the settings that the account does not have", async () => {
    const { adapter } = await crm.create({ fields: { city: { to: "missing" } } });
    const { ready, missing } = await adapter.setUp();
    expect(ready).toBe(true);
    expect(missing).toEqual([
      {
        kind: "property",
        name: expect.stringMatching(/missing/i),
        remedy: expect.stringContaining("city"),
      },
    ]);
  });

  it("refuses another account before anything is written there", async () => {
    const boundTo = await crm.create();
    const other = await crm.create({ isSetUp: false, account: "second", boundTo });
    await expect(other.adapter.setUp()).rejects.toMatchObject({ name: "AuthorizationError" });
    await expect(other.adapter.pushContacts([firstPush(newCustomer())])).rejects.toThrow("has to be set up");
  });
});

describe.each(CRMS)("single customers at $name", (crm) => {
  it("become contacts, each with an id and an address to keep, and without placeholders", async () => {
    const { connectCustomers, getPerson, urlOf } = await crm.create({ isSetUp: false });
    const customers = connectCustomers();
    const customer = {
      id: crypto.randomUUID(),
      firstName: "Client",
      lastName: "Martin",
      phone: "+33612345678",
    };
    const { id, url } = await customers.createCustomer(customer);
    expect(url).toBe(urlOf(id));
    const { firstName, lastName, phone } = getPerson(id);
    expect({ firstName, lastName, phone }).toEqual({
      firstName: null,
      lastName: "Martin",
      phone: "+33612345678",
    });
  });

  it("have one contact each, however often they are brought", async () => {
    const { connectCustomers, people } = await crm.create({ isSetUp: false });
    const customers = connectCustomers();
    const customer = { id: crypto.randomUUID(), lastName: "Martin", email: "sophie@example.com" };
    const first = await customers.createCustomer(customer);
    expect(await customers.createCustomer(customer)).toEqual(first);
    expect(people()).toHaveLength(1);
  });

  it("fail where a person has to decide", async () => {
    const { connectCustomers } = await crm.create({ isSetUp: false });
    const customers = connectCustomers();
    const known = { lastName: "Martin", email: "sophie@example.com" };
    await customers.createCustomer({ id: "one", ...known });
    await expect(customers.createCustomer({ id: "two", ...known })).rejects.toThrow("another customer");
  });
});
