import type { CrmCustomer } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { newCustomer, pushOne } from "../hubspot/simulated-hubspot.ts";
import type { WorldOptions } from "./crm-world.ts";
import { CRMS } from "./crms.ts";

describe.each(CRMS)("at $name,", (crm) => {
  /** A customer in the CRM, and a way to push it with other values. */
  async function pushCustomer(customer: CrmCustomer, options: WorldOptions = {}) {
    const { adapter, editPerson, getPerson } = await crm.create(options);
    let pushed = await pushOne(adapter, customer);
    return {
      async push(known: Partial<CrmCustomer>) {
        const changed = { ...pushed.customer, ...known };
        const [outcome] = await adapter.pushContacts([{ ...pushed, customer: changed }]);
        if (outcome?.kind !== "synced") throw new Error(`not synced: ${JSON.stringify(outcome)}`);
        pushed = { ...pushed, customer: changed, memo: outcome.memo };
      },
      edit: (values: Parameters<typeof editPerson>[1]) => editPerson(pushed.externalId, values),
      read: () => getPerson(pushed.externalId),
    };
  }

  describe("a field of a record that this system made", () => {
    it("changes when our value changes, and keeps a person's correction until then", async () => {
      const { push, edit, read } = await pushCustomer(newCustomer());
      edit({ lastName: "Corrected", segment: "edited" });
      await push({ totalOrders: 1 });
      expect(read()).toMatchObject({ lastName: "Corrected", segment: "prospect", totalOrders: "1" });
      await push({ lastName: "Durand" });
      expect(read().lastName).toBe("Durand");
    });

    it("is never emptied", async () => {
      const customer = newCustomer();
      const { push, read } = await pushCustomer(customer);
      await push({ firstName: null, lastName: null, phone: null, email: null, segment: null });
      expect(read()).toMatchObject({ firstName: "Sophie", email: customer.email, segment: "prospect" });
    });
  });

  it("the rule theirs-if-set keeps our value up to date until somebody changes it in the CRM", async () => {
    const { push, edit, read } = await pushCustomer(newCustomer({ lastName: "Martin", totalOrders: 1 }), {
      fields: { lastName: { rule: "theirs-if-set" }, totalOrders: { rule: "theirs-if-set" } },
    });
    await push({ lastName: "Durand", totalOrders: 2 });
    expect(read()).toMatchObject({ lastName: "Durand", totalOrders: "2" });
    edit({ lastName: "Martin-Durand", totalOrders: "9" });
    await push({ lastName: "Dupont", totalOrders: 3 });
    expect(read()).toMatchObject({ lastName: "Martin-Durand", totalOrders: "9" });
  });

  it("the rule only-if-blank fills a blank once", async () => {
    const { push, read } = await pushCustomer(newCustomer({ segment: null }), {
      fields: { segment: { rule: "only-if-blank" } },
    });
    await push({ segment: "client" });
    expect(read().segment).toBe("client");
    await push({ segment: "vip" });
    expect(read().segment).toBe("client");
  });
});
