import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyRuns } from "../../../support/property-runs.ts";
import { firstPush, newCustomer, pushOne, pushSynced } from "../hubspot/simulated-hubspot.ts";
import { CRMS } from "./crms.ts";

describe.each(CRMS)("a customer without a record, at $name:", (crm) => {
  it("becomes a record that bears its id", async () => {
    const world = await crm.create();
    const customer = newCustomer({ tags: ["sms", "vip"], totalOrders: 3, totalRevenue: 120.5 });
    const [outcome] = await world.adapter.pushContacts([firstPush(customer)]);
    const [person] = world.people();
    expect(outcome).toMatchObject({
      prospectId: customer.id,
      kind: "synced",
      externalId: person?.id,
      how: "created",
      warnings: [],
      memo: expect.any(String),
    });
    expect(person).toMatchObject({
      key: customer.id,
      firstName: customer.firstName,
      lastName: customer.lastName,
      email: customer.email,
      phone: customer.phone,
      tags: "sms; vip",
      totalOrders: "3",
      totalRevenue: "120.5",
      optedOut: "false",
      leadSource: expect.stringMatching(/sms$/),
    });
  });

  it("is found again when its mapping was lost, and keeps what people changed since", async () => {
    const { adapter, editPerson, getPerson, people } = await crm.create();
    const { customer, externalId } = await pushOne(adapter);
    editPerson(externalId, { email: "moved@example.com" });
    const outcomes = await adapter.pushContacts([firstPush({ ...customer, email: null })]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "found", externalId }]);
    expect(getPerson(externalId).email).toBe("moved@example.com");
    expect(people()).toHaveLength(1);
  });

  it("has one outcome however often it is in the page", async () => {
    const { adapter, people } = await crm.create();
    const push = firstPush(newCustomer());
    expect(await adapter.pushContacts([push, push])).toMatchObject([{ kind: "synced", how: "created" }]);
    expect(people()).toHaveLength(1);
  });

  it("is called by its phone number where no name is known, until one is", async () => {
    const { adapter, getPerson } = await crm.create();
    const customer = newCustomer({ firstName: null, lastName: null, email: null });
    const pushed = await pushOne(adapter, customer);
    expect(getPerson(pushed.externalId).lastName).toBe(customer.phone);
    await pushSynced(adapter, [{ ...pushed, customer: { ...customer, totalOrders: 1 } }]);
    expect(getPerson(pushed.externalId).lastName).toBe(customer.phone);
    await pushSynced(adapter, [{ ...pushed, customer: { ...customer, lastName: "Martin" } }]);
    expect(getPerson(pushed.externalId).lastName).toBe("Martin");
  });

  it("is called by a placeholder where nothing is known of it, until its name is", async () => {
    const { adapter, getPerson } = await crm.create();
    const customer = newCustomer({ firstName: null, lastName: null, email: null, phone: null });
    const pushed = await pushOne(adapter, customer);
    expect(getPerson(pushed.externalId)).toMatchObject({ firstName: "Client", lastName: "Inconnu" });
    await pushSynced(adapter, [
      { ...pushed, customer: { ...customer, firstName: "Ann", lastName: "O'Neil" } },
    ]);
    expect(getPerson(pushed.externalId)).toMatchObject({ firstName: "Ann", lastName: "O'Neil" });
  });

  it("goes to the owner that the settings name, and only at first", async () => {
    const { reconnect, ownerIds, editPerson, getPerson } = await crm.create();
    const [other, ownerId] = ownerIds;
    const adapter = reconnect({ ownerId });
    const pushed = await pushOne(adapter);
    expect(getPerson(pushed.externalId).owner).toBe(ownerId);
    editPerson(pushed.externalId, { owner: other });
    await pushSynced(adapter, [pushed]);
    expect(getPerson(pushed.externalId).owner).toBe(other);
  });

  it.each([false, true])(
    "loses a value that the CRM refuses, with a warning, and no other customer does (whole request refused: %s)",
    async (refusesWholeRequests) => {
      const { adapter, people } = await crm.create({ refusesWholeRequests });
      const customers = Array.from({ length: 10 }, () => newCustomer());
      const bad = newCustomer({ email: "not an address" });
      const outcomes = await adapter.pushContacts([...customers, bad].map(firstPush));
      expect(outcomes.filter(({ kind }) => kind === "synced")).toHaveLength(11);
      const warnings = outcomes.flatMap((outcome) => (outcome.kind === "synced" ? outcome.warnings : []));
      expect(warnings).toEqual([expect.stringContaining(`${crm.nameOf("email")} was left out`)]);
      expect(warnings[0]).not.toContain("not an address");
      expect(people()).toHaveLength(11);
    },
  );

  it("is blocked by a field that an administrator made mandatory, and no other customer is", async () => {
    const { adapter } = await crm.create({ demandsCity: true });
    const fine = newCustomer({ city: "Lyon" });
    const outcomes = await adapter.pushContacts([firstPush(newCustomer()), firstPush(fine)]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "blocked", reason: expect.stringMatching(/city|Town__c/) }),
        expect.objectContaining({ kind: "synced", prospectId: fine.id }),
      ]),
    );
  });
});

describe.each(CRMS)("a customer with a record, at $name:", (crm) => {
  it("is updated by the record's id in one call a page, without a look", async () => {
    const { adapter, countCalls, people } = await crm.create();
    const page = Array.from({ length: adapter.contactPageSize }, () => firstPush(newCustomer()));
    const pushed = await pushSynced(adapter, page);
    const before = [countCalls(), countCalls("update")];
    const outcomes = await adapter.pushContacts(
      pushed.map((push) => ({ ...push, customer: { ...push.customer, totalOrders: 9, segment: "vip" } })),
    );
    expect(outcomes.every((outcome) => outcome.kind === "synced" && outcome.how === "updated")).toBe(true);
    expect([countCalls(), countCalls("update")]).toEqual(before.map((count) => count + 1));
    expect(new Set(people().map(({ totalOrders }) => totalOrders))).toEqual(new Set(["9"]));
  });

  it("is not made again once a person has deleted its record", async () => {
    const { adapter, deletePerson, people } = await crm.create();
    const [gone, other] = [await pushOne(adapter), await pushOne(adapter)];
    deletePerson(gone.externalId);
    const outcomes = await adapter.pushContacts([gone, other]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          prospectId: gone.customer.id,
          kind: "remote_deleted",
          reason: expect.stringContaining("is not there any more, or this user may not see it"),
        }),
        expect.objectContaining({ prospectId: other.customer.id, kind: "synced" }),
      ]),
    );
    expect(people()).toHaveLength(1);
  });

  it("follows its record into the one that it was merged into, and into that one's merge", async () => {
    const { adapter, addPerson, mergePeople, getPerson } = await crm.create();
    const [pushed, other] = [await pushOne(adapter), await pushOne(adapter)];
    const first = mergePeople(addPerson({ email: "one@example.com" }), pushed.externalId);
    const second = mergePeople(addPerson({ email: "two@example.com" }), first);
    expect(await adapter.pushContacts([pushed, other])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "synced", how: "merged", externalId: second }),
        expect.objectContaining({ kind: "synced", how: "updated", externalId: other.externalId }),
      ]),
    );
    expect(getPerson(second).key).toBe(pushed.customer.id);
  });

  it("is a conflict where its record was merged into another customer's", async () => {
    const { adapter, mergePeople } = await crm.create();
    const [kept, lost] = [await pushOne(adapter), await pushOne(adapter)];
    const survivor = mergePeople(kept.externalId, lost.externalId);
    expect(await adapter.pushContacts([kept, lost])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: kept.customer.id, kind: "synced", externalId: survivor }),
        expect.objectContaining({ prospectId: lost.customer.id, kind: "conflict" }),
      ]),
    );
  });

  it("is looked at first where its mapping tells nothing of the record", async () => {
    const { adapter, addPerson, getPerson } = await crm.create();
    const externalId = addPerson({ email: "ann@example.com", lastName: "O'Neil" });
    const customer = newCustomer({ email: "ann@example.com" });
    const push = { customer, externalId, memo: null, lifecycle: null };
    expect(await adapter.pushContacts([push])).toMatchObject([
      { kind: "synced", how: "updated", externalId },
    ]);
    const { key, firstName, lastName } = getPerson(externalId);
    expect({ key, firstName, lastName }).toEqual({
      key: customer.id,
      firstName: customer.firstName,
      lastName: "O'Neil",
    });
  });

  it("keeps its record from another customer that is mapped to the same one", async () => {
    const { adapter, getPerson } = await crm.create();
    const rightful = await pushOne(adapter);
    const wrong = { ...rightful, customer: newCustomer() };
    expect(await adapter.pushContacts([wrong, rightful])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: rightful.customer.id, kind: "synced" }),
        expect.objectContaining({ prospectId: wrong.customer.id, kind: "conflict", externalId: null }),
      ]),
    );
    expect(getPerson(rightful.externalId).lastName).toBe(rightful.customer.lastName);
  });
});

describe.each(CRMS)("a mapping to fields, at $name:", (crm) => {
  it("loses a field that an administrator deleted, with a warning, and gets it back within an hour", async () => {
    const { adapter, withdrawField, advance, getPerson } = await crm.create();
    const first = await pushOne(adapter);
    const giveBack = withdrawField("segment");
    const warnings = [expect.stringContaining(crm.nameOf("segment"))];
    expect(await adapter.pushContacts([first, firstPush(newCustomer())])).toMatchObject([
      { kind: "synced", warnings },
      { kind: "synced", warnings },
    ]);
    giveBack();
    advance(60 * 60 * 1000);
    expect(getPerson((await pushOne(adapter)).externalId).segment).toBe("prospect");
  });

  it("may be changed by the settings", async () => {
    const fields = { segment: { to: "title" }, phone: { rule: "never" } } as const;
    const { adapter, getPerson } = await crm.create({ fields });
    const pushed = await pushOne(adapter, newCustomer({ segment: "vip" }));
    const { title, phone } = getPerson(pushed.externalId);
    expect({ title, phone }).toEqual({ title: "vip", phone: null });
  });

  it("fails in plain words, for the whole page, without our unique field", async () => {
    const { adapter } = await crm.create({ isSetUp: false });
    await expect(adapter.pushContacts([firstPush(newCustomer())])).rejects.toThrow(
      new RegExp(`^${crm.name} has no unique .*${crm.nameOf("key")} yet`),
    );
  });
});

/** Few addresses and numbers, so that customers and records have them in common. */
const emails = fc.constantFrom(null, "a@example.com", "b@example.com");
const phones = fc.constantFrom(null, "+33612345670", "+33612345671");
const identities = fc.record({ email: emails, phone: phones });

describe.each(CRMS)("the customers of a page, at $name,", (crm) => {
  it("never end two on one record, whatever they have in common", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(identities, { maxLength: 3 }),
        fc.array(fc.record({ known: identities, isMapped: fc.boolean() }), { minLength: 2, maxLength: 6 }),
        fc.boolean(),
        async (standing, customers, refusesWholeRequests) => {
          const { adapter, addPerson, getPerson } = await crm.create({ refusesWholeRequests });
          for (const { email, phone } of standing) {
            if (email !== null || phone !== null) {
              const others = email === null ? [] : standing.filter((each) => each.email === email);
              if (others[0] === undefined || others.length === 1)
                addPerson({ lastName: "Old", email, phone });
            }
          }
          const shared = addPerson({ lastName: "Shared" });
          const page = customers.map(({ known, isMapped }) => ({
            ...firstPush(newCustomer(known)),
            externalId: isMapped ? shared : null,
          }));
          const outcomes = await adapter.pushContacts(page);
          expect(outcomes).toHaveLength(page.length);
          const synced = outcomes.filter((outcome) => outcome.kind === "synced");
          const ids = synced.map(({ externalId }) => externalId);
          expect(new Set(ids).size).toBe(ids.length);
          for (const { prospectId, externalId } of synced) {
            expect(getPerson(externalId).key).toBe(prospectId);
          }
        },
      ),
      { numRuns: propertyRuns() },
    );
  });
});

describe.each(CRMS)("a record that has lost our id, at $name,", (crm) => {
  it("stays with the customer that is mapped to it, and not with another of the page that matches", async () => {
    const { adapter, editPerson } = await crm.create();
    const mapped = await pushOne(adapter);
    editPerson(mapped.externalId, { key: null });
    const other = firstPush(newCustomer({ email: mapped.customer.email }));
    const changed = { ...mapped, customer: { ...mapped.customer, totalOrders: 1 } };
    expect(await adapter.pushContacts([other, changed])).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: mapped.customer.id, kind: "synced" }),
        expect.objectContaining({ prospectId: other.customer.id, kind: "conflict", externalId: null }),
      ]),
    );
  });
});

describe.each(CRMS)("what a page reserves, at $name,", (crm) => {
  it("stays reserved while another page runs, and is free once all have ended", async () => {
    const { adapter, people, deletePerson } = await crm.create();
    const known = { email: null, phone: "+33612345678" };
    const [first, second] = [firstPush(newCustomer(known)), firstPush(newCustomer(known))];
    // Both look before either writes, and nothing in the CRM keeps two records of one number apart.
    const pages = [first, second].map((push) => adapter.pushContacts([push]));
    expect((await Promise.all(pages)).flat()).toMatchObject([
      { kind: "synced", how: "created" },
      { kind: "error", reason: expect.stringContaining("another customer with the same") },
    ]);
    expect(people().map(({ key }) => key)).toEqual([first.customer.id]);
    expect(await adapter.pushContacts([second])).toMatchObject([{ kind: "conflict" }]);
    deletePerson(people()[0]?.id ?? "");
    expect(await adapter.pushContacts([second])).toMatchObject([{ kind: "synced", how: "created" }]);
  });
});

describe.each(CRMS)("a request with one bad record, at $name,", (crm) => {
  it.each([0, 1, 2, 3, 4, 5, 6])(
    "of 2 to the power of %i takes one call, two for each halving, and one without the bad value",
    async (halvings) => {
      const refusedCity = "Refused City";
      const { adapter, countCalls, countRefused } = await crm.create({ refusedCity });
      const customers = Array.from({ length: 2 ** halvings }, (_, index) =>
        newCustomer({ city: index === 0 ? refusedCity : "Lyon" }),
      );
      await pushSynced(adapter, customers.map(firstPush));
      // The bad record is in one of the two requests of each halving.
      expect(countRefused()).toBe(1 + halvings);
      expect(countCalls("create")).toBe(halvings + 1);
    },
  );
});
