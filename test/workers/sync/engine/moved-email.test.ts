import { describe, expect, it } from "vitest";
import { syncWorld } from "./engine-world.ts";

const EMAIL = "x@example.com";

async function emailWorld() {
  const world = await syncWorld();
  const giver = await world.customers.createCustomer({ firstName: "Ann", email: EMAIL });
  const taker = await world.customers.createCustomer({ firstName: "Karim" });
  await world.sync();
  world.crm.calls.length = 0;
  const emailOf = (id: string) =>
    world.crm.liveRecords().find(({ prospectId }) => prospectId === id)?.fields.email;
  return { ...world, giver, taker, emailOf };
}

describe("an e-mail address that moves between two customers", () => {
  it("is its new owner's after one page, whichever of the two is pushed first", async () => {
    const { customers, crm, sync, giver, taker, emailOf, mappings, query, tenantId } = await emailWorld();
    await customers.updateCustomer(taker.id, { city: "Paris" });
    await customers.updateCustomer(giver.id, { email: "y@example.com" });
    await customers.updateCustomer(taker.id, { email: EMAIL });
    const [first] = await query(
      "SELECT prospect_id FROM prospect_changes WHERE tenant_id = ?1 ORDER BY seq",
      tenantId,
    );
    expect(first).toEqual({ prospect_id: taker.id });
    expect(await sync()).toEqual({ kind: "done" });
    expect([emailOf(giver.id), emailOf(taker.id)]).toEqual(["y@example.com", EMAIL]);
    expect((await mappings()).get(taker.id)?.status).toBe("synced");
    expect(crm.calls).toEqual([
      { method: "pushContacts", size: 2 },
      { method: "pushContacts", size: 1 },
    ]);
  });

  it("may also move to a new customer", async () => {
    const { customers, crm, sync, giver, emailOf } = await emailWorld();
    const push = crm.pushContacts.bind(crm);
    crm.pushContacts = (page) => push(page.toReversed());
    await customers.updateCustomer(giver.id, { email: "y@example.com" });
    const taker = await customers.createCustomer({ firstName: "Marie", email: EMAIL });
    expect(await sync()).toEqual({ kind: "done" });
    expect(emailOf(taker.id)).toBe(EMAIL);
  });

  it("is a conflict after one more push where another record still has it, and without that push where no record was updated", async () => {
    const { customers, crm, sync, giver, mappings } = await emailWorld();
    crm.createByPerson({ email: "z@example.com" }, "somebody else");
    const taker = await customers.createCustomer({ firstName: "Marie", email: "z@example.com" });
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.calls).toEqual([{ method: "pushContacts", size: 1 }]);
    await customers.updateCustomer(giver.id, { city: "Paris" });
    await customers.updateCustomer(taker.id, { city: "Paris" });
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.calls.map(({ size }) => size)).toEqual([1, 2, 1]);
    expect((await mappings()).get(taker.id)?.status).toBe("conflict");
  });
});
