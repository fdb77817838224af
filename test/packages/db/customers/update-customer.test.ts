import { env } from "cloudflare:workers";
import { ConflictError, NotFoundError } from "@coccinelle/core";
import { type CRMDatabaseService, handleIncomingMessage } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { tenantCrm } from "../tenant-crm.ts";
import { countRows, identities, insertProspect } from "../tenant-rows.ts";

describe("updateCustomer", () => {
  it("changes what it is given, clears what is null, and leaves the rest", async () => {
    const { crm } = tenantCrm();
    const before = await crm.createCustomer({
      firstName: "Sophie",
      city: "Paris",
      tags: ["sms"],
      metadata: { a: 1 },
    });
    const changes = { firstName: "Anne", city: null, metadata: { b: 2 }, totalOrders: 3 };
    const after = await crm.updateCustomer(before.id, changes);
    expect(after).toEqual({ ...before, ...changes });
    expect(await crm.getCustomer(before.id)).toEqual(after);
  });

  it("changes nothing when it is given nothing", async () => {
    const { crm } = tenantCrm();
    const customer = await crm.createCustomer({ firstName: "Sophie" });
    expect(await crm.updateCustomer(customer.id, { lastName: undefined })).toEqual(customer);
  });

  it("moves the identities with the phone and the e-mail address", async () => {
    const { crm, tenantId } = tenantCrm();
    const { id } = await crm.createCustomer({ phone: "+33612345678", email: "old@example.com" });
    await crm.updateCustomer(id, { phone: "07 56 00 00 01", email: "New@example.com" });
    expect(await identities(tenantId)).toEqual([
      { kind: "email", value: "new@example.com", customerId: id },
      { kind: "phone", value: "+33756000001", customerId: id },
    ]);
    await crm.updateCustomer(id, { phone: null });
    expect(await identities(tenantId)).toEqual([{ kind: "email", value: "new@example.com", customerId: id }]);
  });

  it.each(["+33612345678", "+80012345678"])(
    "leaves the freed phone %s to the customer that gets it next",
    async (phone) => {
      const { crm } = tenantCrm();
      const first = await crm.createCustomer({ phone });
      await crm.updateCustomer(first.id, { phone: "+33756000001" });
      expect(await crm.getCustomerByPhone(phone)).toBeNull();
      const second = await crm.createCustomer({ phone });
      expect(await crm.getCustomerByPhone(phone)).toMatchObject({ id: second.id });
    },
  );

  it.each<[string, (crm: CRMDatabaseService, id: string) => Promise<unknown>]>([
    ["changes it", (crm, id) => crm.updateCustomer(id, { phone: "+33756000001", email: null })],
    ["is deleted", (crm, id) => crm.deleteCustomer(id)],
  ])(
    "leaves a phone and an e-mail address to the next oldest row with the same values when the first row %s",
    async (_, release) => {
      const { crm, tenantId } = tenantCrm();
      const columns = { phone: "06 12 34 56 78", email: "Sophie@example.com" };
      const first = await insertProspect(tenantId, { ...columns, created_at: "2020-01-01" });
      await insertProspect(tenantId, { ...columns, created_at: "2024-01-01" });
      const next = await insertProspect(tenantId, { ...columns, created_at: "2022-01-01" });
      await release(crm, first);
      expect(await crm.getCustomerByPhone("+33612345678")).toMatchObject({ id: next });
      expect(await crm.getCustomerByEmail("sophie@example.com")).toMatchObject({ id: next });
      expect(await handleIncomingMessage(env.DB, tenantId, "+33612345678", "Bonjour", "sms")).toMatchObject({
        id: next,
      });
      await expect(crm.createCustomer({ phone: "+33612345678" })).rejects.toMatchObject({
        context: { customerId: next },
      });
      await expect(crm.updateCustomer(next, { phone: "+33612345678" })).resolves.toMatchObject({ id: next });
    },
  );

  it("keeps the identity of a phone that is only written in another form", async () => {
    const { crm, tenantId } = tenantCrm();
    const id = await insertProspect(tenantId, { phone: "06 12 34 56 78" });
    expect(await crm.updateCustomer(id, { phone: "06.12.34.56.78" })).toMatchObject({
      phone: "+33612345678",
    });
    expect(await identities(tenantId)).toEqual([{ kind: "phone", value: "+33612345678", customerId: id }]);
  });

  it("keeps the identities that no column of the customer names", async () => {
    const { crm, tenantId } = tenantCrm();
    const { id } = await crm.createCustomer({ phone: "+33612345678" });
    await env.DB.prepare(
      "INSERT INTO customer_identities (tenant_id, kind, value, prospect_id) VALUES (?, ?, ?, ?)",
    )
      .bind(tenantId, "phone", "+33756000009", id)
      .run();
    await crm.updateCustomer(id, { phone: "+33756000009" });
    expect(await identities(tenantId)).toEqual([{ kind: "phone", value: "+33756000009", customerId: id }]);
  });

  it.each([
    ["phone", { phone: "+33612345678" }],
    ["email", { email: "sophie@example.com" }],
  ])("refuses the %s that another customer has, and changes nothing", async (_kind, taken) => {
    const { crm, tenantId } = tenantCrm();
    const owner = await crm.createCustomer({ phone: "+33612345678", email: "sophie@example.com" });
    const other = await crm.createCustomer({ phone: "+33756000001", email: "other@example.com" });
    const before = await identities(tenantId);
    const refused = crm.updateCustomer(other.id, { firstName: "Anne", ...taken });
    await expect(refused).rejects.toThrow(ConflictError);
    await expect(refused).rejects.toMatchObject({ context: { customerId: owner.id } });
    expect(await crm.getCustomer(other.id)).toEqual(other);
    expect(await identities(tenantId)).toEqual(before);
  });

  it("lets one of two rows that repeat a phone be saved again with it", async () => {
    const { crm, tenantId } = tenantCrm();
    await insertProspect(tenantId, { phone: "+33612345678" });
    const id = await insertProspect(tenantId, { phone: "+33612345678" });
    expect(await crm.updateCustomer(id, { phone: "+33612345678", city: "Lyon" })).toMatchObject({
      city: "Lyon",
    });
  });

  it("reads a national phone in the country that the customer has or is given", async () => {
    const { crm } = tenantCrm();
    const { id } = await crm.createCustomer({ country: "BE" });
    expect(await crm.updateCustomer(id, { phone: "0470 12 34 56" })).toMatchObject({ phone: "+32470123456" });
    expect(await crm.updateCustomer(id, { phone: "06 12 34 56 78", country: "FR" })).toMatchObject({
      phone: "+33612345678",
    });
  });

  it("fails where the tenant has no such customer", async () => {
    await expect(tenantCrm().crm.updateCustomer("unknown", { city: "Paris" })).rejects.toThrow(NotFoundError);
  });
});

describe("deleteCustomer", () => {
  it("deletes notes, activities, tags and identities with the customer", async () => {
    const { crm, tenantId } = tenantCrm();
    const { id } = await crm.createCustomer({ phone: "+33612345678", tags: ["sms"] });
    await crm.addCustomerNote(id, "note");
    await crm.logInteraction(id, "call", "phone");
    expect(await crm.deleteCustomer(id)).toBe(true);
    expect(await crm.getCustomer(id)).toBeNull();
    expect(await countRows(tenantId)).toEqual({ customers: 0, tags: 0, identities: 0 });
    const left = await env.DB.prepare(
      `SELECT (SELECT count(*) FROM customer_notes WHERE prospect_id = ?1)
         + (SELECT count(*) FROM customer_activities WHERE prospect_id = ?1) AS count`,
    )
      .bind(id)
      .first("count");
    expect(left).toBe(0);
  });

  it("is false the second time", async () => {
    const { crm } = tenantCrm();
    const { id } = await crm.createCustomer({});
    expect(await crm.deleteCustomer(id)).toBe(true);
    expect(await crm.deleteCustomer(id)).toBe(false);
  });
});
