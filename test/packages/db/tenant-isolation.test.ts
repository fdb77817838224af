import { NotFoundError } from "@coccinelle/core";
import type { CRMDatabaseService } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { tenantCrm } from "./tenant-crm.ts";

const PHONE = "+33612345678";
const EMAIL = "sophie@example.com";

const emptyPage = { items: [], nextCursor: null };
const notFound = expect.any(NotFoundError);

/** Every method of the service with a customer of another tenant, and the expected answer. */
const ATTEMPTS: {
  [Method in keyof CRMDatabaseService]: [
    attempt: (crm: CRMDatabaseService, id: string) => Promise<unknown>,
    expected: unknown,
  ];
} = {
  createCustomer: [
    (crm) => crm.createCustomer({ phone: PHONE, email: EMAIL }),
    expect.objectContaining({ phone: PHONE }),
  ],
  getCustomer: [(crm, id) => crm.getCustomer(id), null],
  getCustomerByPhone: [(crm) => crm.getCustomerByPhone(PHONE), null],
  getCustomerByEmail: [(crm) => crm.getCustomerByEmail(EMAIL), null],
  updateCustomer: [
    (crm, id) => crm.updateCustomer(id, { firstName: "Eve", phone: "+33756000001" }),
    notFound,
  ],
  deleteCustomer: [(crm, id) => crm.deleteCustomer(id), false],
  searchCustomers: [(crm) => crm.searchCustomers("Sophie"), []],
  listCustomers: [(crm) => crm.listCustomers({ phone: PHONE, email: EMAIL, tag: "vip-paris" }), emptyPage],
  addCustomerNote: [(crm, id) => crm.addCustomerNote(id, "note"), notFound],
  listCustomerNotes: [(crm, id) => crm.listCustomerNotes(id), notFound],
  logInteraction: [(crm, id) => crm.logInteraction(id, "call", "phone"), notFound],
  listInteractions: [(crm, id) => crm.listInteractions(id), notFound],
  addCustomerTags: [(crm, id) => crm.addCustomerTags(id, ["theirs"]), notFound],
  removeCustomerTag: [(crm, id) => crm.removeCustomerTag(id, "vip-paris"), false],
  listVipCustomers: [(crm) => crm.listVipCustomers(), []],
  countInteractions: [(crm) => crm.countInteractions({ days: 30 }), []],
  listCustomersWithoutContact: [(crm) => crm.listCustomersWithoutContact({ days: 0 }), []],
};

describe("a customer of another tenant", () => {
  it.each(Object.entries(ATTEMPTS))(
    "does not exist for %s, and stays as it is",
    async (_method, [attempt, expected]) => {
      const { crm, clock } = tenantCrm();
      const { id } = await crm.createCustomer({
        firstName: "Sophie",
        phone: PHONE,
        email: EMAIL,
        segment: "vip",
        totalOrders: 9,
        tags: ["vip-paris"],
      });
      await crm.addCustomerNote(id, "note");
      await crm.logInteraction(id, "call", "phone");
      clock.now = new Date("2026-06-02T12:00:00.000Z");
      const before = await crm.getCustomer(id);

      const outcome = await attempt(tenantCrm({ now: "2026-06-02T12:00:00.000Z" }).crm, id).catch(
        (error: unknown) => error,
      );

      expect(outcome).toEqual(expected);
      expect(await crm.getCustomer(id)).toEqual(before);
      expect(await crm.getCustomerByPhone(PHONE)).toEqual(before);
    },
  );
});
