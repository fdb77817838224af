import { InvalidPayloadError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { tenantCrm } from "../../tenant-crm.ts";

describe("the three example queries", () => {
  it("list VIPs with more than five orders, the highest revenue first", async () => {
    const { crm } = tenantCrm();
    const add = (firstName: string, segment: string, totalOrders: number, totalRevenue: number) =>
      crm.createCustomer({ firstName, segment, totalOrders, totalRevenue });
    await add("five orders", "vip", 5, 9000);
    await add("second", "vip", 6, 100);
    await add("first", "vip", 7, 200.5);
    await add("client", "client", 70, 5000);
    expect((await crm.listVipCustomers()).map(({ firstName }) => firstName)).toEqual(["first", "second"]);
    expect(await crm.listVipCustomers({ moreThanOrders: 6 })).toMatchObject([{ firstName: "first" }]);
    expect(await crm.listVipCustomers({ limit: 1 })).toMatchObject([{ firstName: "first" }]);
  });

  it("count the interactions of a period, the most active customer first", async () => {
    const { crm, clock } = tenantCrm();
    const sophie = await crm.createCustomer({ firstName: "Sophie", lastName: "Martin" });
    const karim = await crm.createCustomer({ firstName: "Karim" });
    await crm.createCustomer({ firstName: "Silent" });
    const log = async (id: string, time: string) => {
      clock.now = new Date(time);
      await crm.logInteraction(id, "call", "phone");
    };
    await log(sophie.id, "2026-05-02T11:59:59.999Z");
    await log(sophie.id, "2026-05-02T12:00:00.000Z");
    await log(karim.id, "2026-05-20T12:00:00.000Z");
    await log(karim.id, "2026-05-21T12:00:00.000Z");
    clock.now = new Date("2026-06-01T12:00:00.000Z");
    expect(await crm.countInteractions({ days: 30 })).toEqual([
      { customerId: karim.id, firstName: "Karim", lastName: null, interactions: 2 },
      { customerId: sophie.id, firstName: "Sophie", lastName: "Martin", interactions: 1 },
    ]);
    expect(await crm.countInteractions({ days: 30, limit: 1 })).toMatchObject([{ customerId: karim.id }]);
  });

  it("list the customers without contact, the newest first", async () => {
    const { crm, clock } = tenantCrm();
    const add = (firstName: string, createdAt: string, lastContactAt?: string) => {
      clock.now = new Date(createdAt);
      return crm.createCustomer({ firstName, lastContactAt });
    };
    await add("long ago", "2026-01-01T00:00:00.000Z", "2026-05-02T11:59:59.999Z");
    await add("never", "2026-01-02T00:00:00.000Z");
    await add("recently", "2026-01-03T00:00:00.000Z", "2026-05-02T12:00:00.000Z");
    clock.now = new Date("2026-06-01T12:00:00.000Z");
    const customers = await crm.listCustomersWithoutContact({ days: 30 });
    expect(customers.map(({ firstName }) => firstName)).toEqual(["never", "long ago"]);
    expect(await crm.listCustomersWithoutContact({ days: 30, limit: 1 })).toMatchObject([
      { firstName: "never" },
    ]);
  });

  it("give no more customers than one answer may hold", async () => {
    const { crm } = tenantCrm();
    for (const limit of [0, 201]) {
      await expect(crm.listVipCustomers({ limit })).rejects.toThrow(InvalidPayloadError);
      await expect(crm.countInteractions({ days: 30, limit })).rejects.toThrow(InvalidPayloadError);
      await expect(crm.listCustomersWithoutContact({ days: 30, limit })).rejects.toThrow(InvalidPayloadError);
    }
  });
});
