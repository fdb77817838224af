import type { ContactPush } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { firstPush, newCustomer, pushSynced, simulateHubspot } from "./simulated-hubspot.ts";

const CUSTOMERS = 10_000;

describe("10,000 customers", () => {
  it("take 310 calls at first, and 105 without a search when they change", async () => {
    const { sandbox, connect } = await simulateHubspot();
    const customers = Array.from({ length: CUSTOMERS }, () => newCustomer());
    async function pushAll(pushes: readonly ContactPush[]) {
      const adapter = connect();
      const before = sandbox.calls.length;
      const pushed = [];
      for (let from = 0; from < pushes.length; from += adapter.contactPageSize) {
        pushed.push(...(await pushSynced(adapter, pushes.slice(from, from + adapter.contactPageSize))));
      }
      return { pushed, calls: sandbox.calls.slice(before) };
    }

    const first = await pushAll(customers.map(firstPush));
    expect(first.calls.length).toBeLessThanOrEqual(310);
    expect(sandbox.records("contacts")).toHaveLength(CUSTOMERS);

    const changed = first.pushed.map((push) => ({
      ...push,
      customer: { ...push.customer, lastName: "Durand", totalOrders: 5 },
    }));
    const second = await pushAll(changed);
    expect(second.calls.length).toBeLessThanOrEqual(105);
    expect(second.calls.filter(({ path }) => path.endsWith("/search"))).toEqual([]);
  }, 60_000);
});
