import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushOne } from "../hubspot/simulated-hubspot.ts";
import { CRMS } from "./crms.ts";

const SHARED = "shared@example.com";

function twoWith(email: string) {
  return [firstPush(newCustomer({ email })), firstPush(newCustomer({ email }))] as const;
}

describe.each(CRMS)("a record that was in the CRM before, at $name,", (crm) => {
  it("is adopted by its e-mail address, and keeps what people wrote in it", async () => {
    const { adapter, addPerson, getPerson } = await crm.create();
    const id = addPerson({
      email: "ann@example.com",
      firstName: "Annabel",
      lastName: "O'Neil",
      city: "Brest",
    });
    const customer = newCustomer({ email: "Ann@Example.com", firstName: "Ann", city: "Paris" });
    const outcomes = await adapter.pushContacts([firstPush(customer)]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "adopted", externalId: id }]);
    expect(getPerson(id)).toMatchObject({
      key: customer.id,
      firstName: "Annabel",
      lastName: "O'Neil",
      city: "Brest",
      phone: customer.phone,
      segment: "prospect",
      leadSource: null,
    });
  });

  it("is free for another customer once the one that it was taken for could not have it", async () => {
    const { adapter, addPerson, refuse } = await crm.create();
    const id = addPerson({ email: SHARED });
    const [first, second] = twoWith(SHARED);
    refuse("update");
    expect(await adapter.pushContacts([first])).toMatchObject([{ kind: "blocked" }]);
    expect(await adapter.pushContacts([second])).toMatchObject([
      { kind: "synced", how: "adopted", externalId: id },
    ]);
  });

  it("keeps it at every later push too, and gets into its blanks what is learned later", async () => {
    const { adapter, addPerson, getPerson } = await crm.create();
    const id = addPerson({ email: "ann@example.com", lastName: "O'Neil" });
    const adopted = await pushOne(adapter, newCustomer({ email: "ann@example.com", firstName: null }));
    const customer = { ...adopted.customer, firstName: "Anne", lastName: "Oneil", totalOrders: 2 };
    await adapter.pushContacts([{ ...adopted, customer }]);
    expect(getPerson(id)).toMatchObject({ firstName: "Anne", lastName: "O'Neil", totalOrders: "2" });
  });

  it.each([
    ["+33612345678", "phone"],
    ["0612345678", "phone"],
    ["06 12 34 56 78", "phone"],
    ["06 12 34 56 78", "mobile"],
    ["+33 6 12 34 56 78", "mobile"],
  ] as const)(
    "is adopted by its number %s (%s) where the customer has no e-mail address",
    async (written, field) => {
      const { adapter, addPerson } = await crm.create();
      const id = addPerson({ lastName: "Karim", [field]: written });
      addPerson({ lastName: "Other", phone: "0712345678" });
      const customer = newCustomer({ email: null, phone: "+33612345678" });
      expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
        { kind: "synced", how: "adopted", externalId: id },
      ]);
    },
  );

  it("is left to a person where several records match", async () => {
    const { adapter, addPerson, people } = await crm.create();
    addPerson({ lastName: "Karim", phone: "+33612345678" });
    addPerson({ lastName: "Karima", mobile: "0612345678" });
    const customer = newCustomer({ email: null, phone: "+33612345678" });
    expect(await adapter.pushContacts([firstPush(customer)])).toMatchObject([
      { kind: "conflict", externalId: null, reason: expect.stringContaining("several") },
    ]);
    expect(people()).toHaveLength(2);
  });

  it("is left to a person where it is another customer's", async () => {
    const { adapter, people } = await crm.create();
    const first = await pushOne(adapter);
    const second = newCustomer({ email: first.customer.email });
    expect(await adapter.pushContacts([firstPush(second)])).toMatchObject([
      { kind: "conflict", externalId: null, reason: expect.stringContaining("another customer") },
    ]);
    expect(people()).toMatchObject([{ key: first.customer.id }]);
  });
});

describe.each(CRMS)("one address of two customers, at $name,", (crm) => {
  it.each([true, false])(
    "leads the first of a page to the record, and the other to a conflict (the record is there: %s)",
    async (isThere) => {
      const { adapter, addPerson, people } = await crm.create();
      if (isThere) addPerson({ email: SHARED });
      const pushes = twoWith(SHARED);
      expect(await adapter.pushContacts(pushes)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ prospectId: pushes[0].customer.id, kind: "synced" }),
          expect.objectContaining({ prospectId: pushes[1].customer.id, kind: "conflict" }),
        ]),
      );
      expect(people()).toMatchObject([{ key: pushes[0].customer.id }]);
    },
  );

  it.each([true, false])(
    "leads one of them to the record where their pages are pushed at the same time (the record is there: %s)",
    async (isThere) => {
      const { adapter, addPerson, people } = await crm.create();
      if (isThere) addPerson({ email: SHARED });
      const pushes = twoWith(SHARED);
      const outcomes = await Promise.all(pushes.map((push) => adapter.pushContacts([push])));
      const synced = outcomes.flat().filter(({ kind }) => kind === "synced");
      expect(synced).toHaveLength(1);
      const others = pushes.filter(({ customer }) => customer.id !== synced[0]?.prospectId);
      expect(await adapter.pushContacts(others)).toMatchObject([{ kind: "conflict" }]);
      expect(people()).toMatchObject([{ key: synced[0]?.prospectId }]);
    },
  );
});
