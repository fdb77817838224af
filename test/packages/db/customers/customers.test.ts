import { env } from "cloudflare:workers";
import { ConflictError, InvalidPayloadError } from "@coccinelle/core";
import { getCRMDatabaseService } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { tenantCrm } from "../tenant-crm.ts";
import { countRows, identities, insertProspect } from "../tenant-rows.ts";

describe("the calls that users of the original service make", () => {
  it("go on working as they are written", async () => {
    const crmDB = getCRMDatabaseService(env.DB, uniqueId("tenant"));
    const customer = await crmDB.createCustomer({
      firstName: "Sophie",
      lastName: "Martin",
      email: "sophie@example.com",
      phone: "+33612345678",
      segment: "prospect",
      tags: ["premier-contact", "sms"],
    });
    expect(await crmDB.searchCustomers("Sophie")).toEqual([customer]);
    await crmDB.addCustomerNote(customer.id, "Client intéressé par T3 Paris 15e");
    await crmDB.logInteraction(customer.id, "message_received", "sms", {
      messageId: "msg_123",
      content: "Bonjour...",
      timestamp: new Date(),
    });
    expect(await crmDB.getCustomerByPhone("+33612345678")).toMatchObject({
      id: customer.id,
      tags: ["premier-contact", "sms"],
      notesCount: 1,
      activitiesCount: 1,
    });
  });
});

describe("createCustomer", () => {
  it("returns every column, with the table's defaults for what is left out", async () => {
    const { crm, tenantId } = tenantCrm();
    const customer = await crm.createCustomer({});
    expect(customer).toEqual({
      id: customer.id,
      tenantId,
      firstName: null,
      lastName: null,
      phone: null,
      email: null,
      status: "new",
      createdAt: "2026-06-01T12:00:00.000Z",
      preferredChannel: null,
      segment: "prospect",
      totalOrders: 0,
      totalRevenue: 0,
      currency: "EUR",
      lastContactAt: null,
      lastOrderAt: null,
      address: null,
      city: null,
      postalCode: null,
      country: "FR",
      metadata: null,
      tags: [],
      notesCount: 0,
      activitiesCount: 0,
    });
  });

  it("keeps everything that it is given", async () => {
    const { crm } = tenantCrm();
    const fields = {
      firstName: "Élodie",
      lastName: "O'Neil; DROP TABLE prospects",
      status: "qualified",
      segment: "vip",
      preferredChannel: "whatsapp",
      address: "1 rue de la Paix",
      city: "Paris",
      postalCode: "75002",
      country: "BE",
      totalOrders: 7,
      totalRevenue: 1234.5,
      currency: "CHF",
      lastContactAt: "2026-05-01T10:00:00.000Z",
      lastOrderAt: "2026-05-02T10:00:00.000Z",
      metadata: { source: "salon", nested: { "emoji 🏠": [1, null] } },
    };
    const customer = await crm.createCustomer({ ...fields, tags: ["sms", "auto-created"] });
    expect(customer).toMatchObject({ ...fields, tags: ["auto-created", "sms"] });
    expect(await crm.getCustomer(customer.id)).toEqual(customer);
  });

  it("keeps a phone in E.164 and an e-mail address in lower case", async () => {
    const { crm, tenantId } = tenantCrm();
    const { id, phone, email } = await crm.createCustomer({
      phone: "06 12 34 56 78",
      email: " Sophie@Example.com ",
    });
    expect({ phone, email }).toEqual({ phone: "+33612345678", email: "sophie@example.com" });
    expect(await identities(tenantId)).toEqual([
      { kind: "email", value: "sophie@example.com", customerId: id },
      { kind: "phone", value: "+33612345678", customerId: id },
    ]);
  });

  it("reads a national phone in the customer's own country", async () => {
    const { crm } = tenantCrm();
    expect(await crm.createCustomer({ phone: "0470 12 34 56", country: "BE" })).toMatchObject({
      phone: "+32470123456",
    });
  });

  it("keeps a phone that cannot be read as it is written, and makes no identity of it", async () => {
    const { crm, tenantId } = tenantCrm();
    const { id, phone } = await crm.createCustomer({ phone: " demander Paul " });
    expect(phone).toBe("demander Paul");
    expect(await identities(tenantId)).toEqual([]);
    expect(await crm.getCustomerByPhone("demander Paul")).toMatchObject({ id });
  });

  it.each([
    ["phone", { phone: "06 12 34 56 78" }],
    ["email", { email: "SOPHIE@example.com" }],
  ])(
    "refuses the %s that another customer has, names that customer and writes nothing",
    async (kind, taken) => {
      const { crm, tenantId } = tenantCrm();
      const owner = await crm.createCustomer({ phone: "+33612345678", email: "sophie@example.com" });
      const before = await countRows(tenantId);
      const refused = crm.createCustomer({ email: "new@example.com", tags: ["sms"], ...taken });
      await expect(refused).rejects.toThrow(ConflictError);
      await expect(refused).rejects.toMatchObject({
        message: expect.stringContaining(kind),
        context: { customerId: owner.id },
      });
      expect(await countRows(tenantId)).toEqual(before);
    },
  );

  it("gives a phone to one of two customers that are created at the same time", async () => {
    const { crm, tenantId } = tenantCrm();
    const attempts = await Promise.allSettled(
      [1, 2, 3].map(() => crm.createCustomer({ phone: "+33612345678" })),
    );
    expect(attempts.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(await countRows(tenantId)).toMatchObject({ customers: 1, identities: 1 });
  });

  it("lets two tenants have customers with the same phone", async () => {
    const first = await tenantCrm().crm.createCustomer({ phone: "+33612345678" });
    const second = await tenantCrm().crm.createCustomer({ phone: "+33612345678" });
    expect(second.id).not.toBe(first.id);
  });

  it("takes each tag once, without the blanks around it", async () => {
    const { crm } = tenantCrm();
    expect(await crm.createCustomer({ tags: ["vip", " vip ", "a b"] })).toMatchObject({
      tags: ["a b", "vip"],
    });
  });

  it.each([[["a,b"]], [[" "]]])("refuses the tags %j", async (tags) => {
    const { crm, tenantId } = tenantCrm();
    await expect(crm.createCustomer({ tags })).rejects.toThrow(InvalidPayloadError);
    expect(await countRows(tenantId)).toMatchObject({ customers: 0 });
  });

  it("refuses a value that is no time, and names the field without the value", async () => {
    const refused = tenantCrm().crm.createCustomer({ lastContactAt: "yesterday" });
    await expect(refused).rejects.toThrow(InvalidPayloadError);
    await expect(refused).rejects.toThrow(/^lastContactAt: (?!.*yesterday)/);
  });
});

describe("finding one customer", () => {
  it.each([
    "+33612345678",
    "06 12 34 56 78",
    "0033 6 12 34 56 78",
    "+33 (0)6 12 34 56 78",
    "whatsapp:+33612345678",
  ])("finds a customer by the phone written as %s", async (phone) => {
    const { crm } = tenantCrm();
    const customer = await crm.createCustomer({ phone: "+33612345678" });
    expect(await crm.getCustomerByPhone(phone)).toEqual(customer);
  });

  it("finds a customer by an e-mail address in any case", async () => {
    const { crm } = tenantCrm();
    const customer = await crm.createCustomer({ email: "sophie@example.com" });
    expect(await crm.getCustomerByEmail("Sophie@Example.COM")).toEqual(customer);
    expect(await crm.getCustomerByEmail("sophie@example.co")).toBeNull();
  });

  it.each([
    ["short_code", "36105", "36105"],
    ["alphanumeric", "AMAZON", "Amazon"],
  ])("finds a %s sender that is no phone number", async (kind, value, from) => {
    const { crm, tenantId } = tenantCrm();
    const { id } = await crm.createCustomer({});
    await env.DB.prepare(
      "INSERT INTO customer_identities (tenant_id, kind, value, prospect_id) VALUES (?, ?, ?, ?)",
    )
      .bind(tenantId, kind, value, id)
      .run();
    expect(await crm.getCustomerByPhone(from)).toMatchObject({ id });
  });

  it("finds the oldest of the rows with the same phone, however each writes it", async () => {
    const { crm, tenantId } = tenantCrm();
    const oldest = await insertProspect(tenantId, { phone: "06 12 34 56 78" });
    await insertProspect(tenantId, { phone: "+33612345678" });
    expect(await crm.getCustomerByPhone("+33612345678")).toMatchObject({
      id: oldest,
      phone: "06 12 34 56 78",
    });
  });

  it("finds nobody for an unknown id, phone or e-mail address", async () => {
    const { crm } = tenantCrm();
    await crm.createCustomer({ phone: "+33612345678" });
    expect(await crm.getCustomer("unknown")).toBeNull();
    expect(await crm.getCustomerByPhone("+33612345679")).toBeNull();
    expect(await crm.getCustomerByPhone("")).toBeNull();
    expect(await crm.getCustomerByEmail("not an address")).toBeNull();
  });

  it("gives back a time and metadata that another program wrote and that cannot be read", async () => {
    const { crm, tenantId } = tenantCrm();
    const id = await insertProspect(tenantId, { last_contact_at: "soon", metadata: "plain text" });
    expect(await crm.getCustomer(id)).toMatchObject({
      lastContactAt: "soon",
      metadata: { text: "plain text" },
    });
  });
});
