import { describe, expect, it } from "vitest";
import {
  firstPush,
  getContact,
  newCustomer,
  pushOne,
  pushSynced,
  simulateHubspot,
} from "../simulated-hubspot.ts";

describe("a customer without a record", () => {
  it("becomes a contact that bears its id", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const customer = newCustomer({ tags: ["sms", "vip"], totalOrders: 3, totalRevenue: 120.5 });
    const outcomes = await adapter.pushContacts([firstPush(customer)]);
    const [contact] = sandbox.records("contacts");
    expect(outcomes).toEqual([
      {
        prospectId: customer.id,
        kind: "synced",
        externalId: contact?.id,
        how: "created",
        lifecycle: "lead",
        warnings: [],
        memo: expect.any(String),
      },
    ]);
    expect(contact?.properties).toMatchObject({
      coccinelle_customer_id: customer.id,
      firstname: customer.firstName,
      lastname: customer.lastName,
      email: customer.email,
      phone: customer.phone,
      coccinelle_tags: "sms; vip",
      coccinelle_total_orders: "3",
      coccinelle_total_revenue: "120.5",
      coccinelle_last_contact_at: customer.lastContactAt,
      coccinelle_opted_out: "false",
      coccinelle_lead_source: "sms",
      lifecyclestage: "lead",
    });
  });

  it("is found again when its mapping was lost", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const customer = newCustomer();
    const [first] = await pushSynced(adapter, [firstPush(customer)]);
    const outcomes = await adapter.pushContacts([firstPush(customer)]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "found", externalId: first?.externalId }]);
    expect(sandbox.records("contacts")).toHaveLength(1);
  });

  it("has one outcome however often it stands in the page", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const push = firstPush(newCustomer());
    expect(await adapter.pushContacts([push, push])).toMatchObject([{ kind: "synced", how: "created" }]);
    expect(sandbox.records("contacts")).toHaveLength(1);
  });

  it("is called by its phone number where no name and no e-mail address is known", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const customer = newCustomer({ firstName: null, lastName: null, email: null });
    const pushed = await pushOne(adapter, customer);
    expect(getContact(sandbox, pushed).lastname).toBe(customer.phone);
  });

  it("is called by a placeholder where nothing is known of it, until its name is", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const customer = newCustomer({ firstName: null, lastName: null, email: null, phone: null });
    const pushed = await pushOne(adapter, customer);
    expect(getContact(sandbox, pushed)).toMatchObject({ firstname: "Client", lastname: "Inconnu" });
    const named = { ...pushed, customer: { ...customer, firstName: "Ann", lastName: "O'Neil" } };
    await pushSynced(adapter, [named]);
    expect(getContact(sandbox, pushed)).toMatchObject({ firstname: "Ann", lastname: "O'Neil" });
  });

  it("goes to the owner that the settings name, and only at first", async () => {
    const owners = [
      { id: "7", email: "a@example.com", firstName: "A", lastName: "A" },
      { id: "8", email: "b@example.com", firstName: "B", lastName: "B" },
    ];
    const { sandbox, adapter } = await simulateHubspot({ owners, settings: { ownerId: "7" } });
    const pushed = await pushOne(adapter);
    expect(getContact(sandbox, pushed).hubspot_owner_id).toBe("7");
    sandbox.edit(pushed.externalId, { hubspot_owner_id: "8" });
    await pushSynced(adapter, [pushed]);
    expect(getContact(sandbox, pushed).hubspot_owner_id).toBe("8");
  });

  it("leaves out a value that HubSpot refuses, with a warning, and no other customer's", async () => {
    const { sandbox, adapter } = await simulateHubspot({ refusesWholeBatches: true });
    const customers = Array.from({ length: 10 }, () => newCustomer());
    const bad = newCustomer({ email: "not an address" });
    const outcomes = await adapter.pushContacts([...customers, bad].map(firstPush));
    expect(outcomes.filter(({ kind }) => kind === "synced")).toHaveLength(11);
    const warnings = outcomes.flatMap((outcome) => (outcome.kind === "synced" ? outcome.warnings : []));
    expect(warnings).toEqual([expect.stringContaining("email was left out")]);
    expect(warnings[0]).not.toContain("not an address");
    expect(sandbox.records("contacts")).toHaveLength(11);
  });

  it("is blocked by a field that the account makes mandatory, and no other customer with it", async () => {
    const { adapter } = await simulateHubspot({ requiredProperties: { contacts: ["city"] } });
    const fine = newCustomer({ city: "Lyon" });
    const outcomes = await adapter.pushContacts([firstPush(newCustomer()), firstPush(fine)]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "blocked", reason: expect.stringContaining("city") }),
        expect.objectContaining({ kind: "synced", prospectId: fine.id }),
      ]),
    );
  });
});

describe("a customer with a record", () => {
  it("is updated by the record's id in one call a page, without a search", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushSynced(
      adapter,
      Array.from({ length: 100 }, () => firstPush(newCustomer())),
    );
    const before = sandbox.calls.length;
    const changed = pushed.map((push) => ({ ...push, customer: { ...push.customer, totalOrders: 9 } }));
    const outcomes = await adapter.pushContacts(changed);
    expect(outcomes.every((outcome) => outcome.kind === "synced" && outcome.how === "updated")).toBe(true);
    expect(sandbox.calls.slice(before).map(({ path }) => path)).toEqual([
      "/crm/objects/contacts/batch/update",
    ]);
    expect(
      sandbox.records("contacts").every(({ properties }) => properties.coccinelle_total_orders === "9"),
    ).toBe(true);
  });

  it("is not made again once a person has deleted its record", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const gone = await pushOne(adapter);
    const other = await pushOne(adapter);
    sandbox.remove(gone.externalId);
    const outcomes = await adapter.pushContacts([gone, other]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: gone.customer.id, kind: "remote_deleted" }),
        expect.objectContaining({ prospectId: other.customer.id, kind: "synced" }),
      ]),
    );
    expect(sandbox.records("contacts").filter(({ archived }) => !archived)).toHaveLength(1);
  });

  it("follows its record into the one that it was merged into", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    const survivor = sandbox.merge(
      sandbox.add("contacts", { email: "other@example.com" }),
      pushed.externalId,
    );
    const outcomes = await adapter.pushContacts([pushed]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "merged", externalId: survivor }]);
    const contact = sandbox.records("contacts").find(({ id }) => id === survivor);
    expect(contact?.properties.coccinelle_customer_id).toBe(pushed.customer.id);
  });

  it("follows a second merge as well", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const pushed = await pushOne(adapter);
    const other = await pushOne(adapter);
    const first = sandbox.merge(pushed.externalId, sandbox.add("contacts", { email: "one@example.com" }));
    const second = sandbox.merge(first, sandbox.add("contacts", { email: "two@example.com" }));
    expect(await adapter.pushContacts([pushed, other])).toEqual(
      expect.arrayContaining([expect.objectContaining({ how: "merged", externalId: second })]),
    );
  });

  it("is a conflict where its record was merged into another customer's", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const kept = await pushOne(adapter);
    const lost = await pushOne(adapter);
    const survivor = sandbox.merge(kept.externalId, lost.externalId);
    const outcomes = await adapter.pushContacts([kept, lost]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: kept.customer.id, how: "merged", externalId: survivor }),
        expect.objectContaining({ prospectId: lost.customer.id, kind: "conflict" }),
      ]),
    );
  });

  it("is looked at first where its mapping tells nothing of the record", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const externalId = sandbox.add("contacts", { email: "ann@example.com", firstname: "Annabel" });
    const customer = newCustomer({ email: "ann@example.com" });
    const outcomes = await adapter.pushContacts([{ customer, externalId, memo: null, lifecycle: null }]);
    expect(outcomes).toMatchObject([{ kind: "synced", how: "updated", externalId }]);
    expect(getContact(sandbox, { externalId })).toMatchObject({
      coccinelle_customer_id: customer.id,
      firstname: "Annabel",
      lastname: customer.lastName,
    });
  });

  it("keeps its record from another customer that is mapped to it as well", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const rightful = await pushOne(adapter);
    const wrong = { ...rightful, customer: newCustomer() };
    const outcomes = await adapter.pushContacts([wrong, rightful]);
    expect(outcomes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ prospectId: rightful.customer.id, kind: "synced" }),
        expect.objectContaining({ prospectId: wrong.customer.id, kind: "conflict", externalId: null }),
      ]),
    );
    expect(getContact(sandbox, rightful).lastname).toBe(rightful.customer.lastName);
  });

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

describe("a mapping to properties", () => {
  it("gets a property back that an administrator made again, within an hour", async () => {
    const { sandbox, adapter, advance } = await simulateHubspot();
    await pushOne(adapter);
    const before = sandbox.export();
    const kept = before.properties.contacts.filter(({ name }) => name !== "coccinelle_segment");
    sandbox.import({ ...before, properties: { ...before.properties, contacts: kept } });
    const outcomes = await adapter.pushContacts([firstPush(newCustomer())]);
    expect(outcomes).toMatchObject([{ warnings: [expect.stringContaining("coccinelle_segment")] }]);
    sandbox.import(before);
    advance(60 * 60 * 1000);
    const next = await pushOne(adapter);
    expect(getContact(sandbox, next).coccinelle_segment).toBe("prospect");
  });

  it("loses a property that an administrator deleted, with a warning, and goes on", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    await pushSynced(adapter, [firstPush(newCustomer())]);
    const state = sandbox.export();
    state.properties.contacts =
      state.properties.contacts?.filter(({ name }) => name !== "coccinelle_segment") ?? [];
    sandbox.import(state);
    const outcomes = await adapter.pushContacts([firstPush(newCustomer())]);
    expect(outcomes).toMatchObject([
      { kind: "synced", warnings: [expect.stringContaining("coccinelle_segment")] },
    ]);
  });

  it("may be changed by the settings", async () => {
    const { sandbox, adapter } = await simulateHubspot({
      settings: { fields: { segment: { property: "jobtitle" }, phone: { rule: "never" } } },
    });
    const customer = newCustomer({ segment: "vip" });
    const pushed = await pushOne(adapter, customer);
    const contact = getContact(sandbox, pushed);
    expect(contact.jobtitle).toBe("vip");
    expect(contact).not.toHaveProperty("phone");
  });

  it("fails in plain words, for the whole page, without our unique property", async () => {
    const { adapter } = await simulateHubspot({ isSetUp: false });
    await expect(adapter.pushContacts([firstPush(newCustomer())])).rejects.toThrow(
      "HubSpot has no unique contact property coccinelle_customer_id yet",
    );
  });
});
