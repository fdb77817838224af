import type { ContactPush } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { syncWorld } from "./engine-world.ts";
import { REFUSED } from "./fake-crm.ts";

describe("a pass", () => {
  it("brings a new customer to the CRM once", async () => {
    const { customers, crm, sync, mappings, status } = await syncWorld();
    const { id } = await customers.createCustomer({
      firstName: "Sophie",
      phone: "+33612345678",
      tags: ["sms"],
    });
    expect(await sync()).toEqual({ kind: "done" });
    expect(await sync()).toEqual({ kind: "done" });
    const [record, ...others] = crm.liveRecords();
    expect(others).toEqual([]);
    expect(record).toMatchObject({ prospectId: id, fields: { firstName: "Sophie", tags: ["sms"] } });
    expect(await mappings()).toEqual(
      new Map([[id, { externalId: record?.id, status: "synced", memo: "memo" }]]),
    );
    expect(await status()).toBe("idle");
    expect(crm.calls.map(({ method }) => method)).toEqual(["pushContacts"]);
  });

  it("makes no call and records no run where nothing changed", async () => {
    const { crm, sync, query, integrationId } = await syncWorld();
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.calls).toEqual([]);
    expect(await query("SELECT * FROM sync_runs WHERE integration_id = ?1", integrationId)).toEqual([]);
  });

  it("records the counts and times of a run that did something", async () => {
    const { customers, sync, query, integrationId, clock } = await syncWorld();
    await customers.createCustomer({ firstName: "Sophie" });
    await customers.createCustomer({ firstName: "Ann", lastName: REFUSED });
    await sync();
    const at = clock.now.toISOString().replace("T", " ").replace("Z", "");
    expect(
      await query(
        "SELECT result, counts, error, started_at, finished_at FROM sync_runs WHERE integration_id = ?1",
        integrationId,
      ),
    ).toEqual([
      {
        result: "done",
        counts: '{"contacts_created":1,"contacts_blocked":1}',
        error: null,
        started_at: at,
        finished_at: at,
      },
    ]);
  });

  it("sends no part of a placeholder name, and sends all times as ISO 8601", async () => {
    const { customers, crm, sync } = await syncWorld();
    await customers.createCustomer({
      firstName: "Client",
      lastName: "Inconnu",
      lastOrderAt: "2026-01-02T03:04:05Z",
    });
    await customers.createCustomer({ firstName: "Sophie", lastName: "Inconnu" });
    await sync();
    expect(crm.liveRecords().map(({ fields }) => fields)).toMatchObject([
      { firstName: null, lastName: null, lastOrderAt: "2026-01-02T03:04:05.000Z", optedOut: false },
      { firstName: "Sophie", lastName: null },
    ]);
  });

  it("syncs a customer again that changes while its page is in flight", async () => {
    const { customers, crm, sync, mappings } = await syncWorld();
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    const push = crm.pushContacts.bind(crm);
    let changed = false;
    crm.pushContacts = async (page) => {
      if (!changed) await customers.addCustomerTags(id, ["vip"]);
      changed = true;
      return push(page);
    };
    await sync();
    await sync();
    expect(crm.liveRecords()).toMatchObject([{ prospectId: id, fields: { tags: ["vip"] } }]);
    expect((await mappings()).get(id)?.externalId).toBe(crm.liveRecords()[0]?.id);
  });

  it("remembers the record's stage from the answer to a push, and gives it to the next push", async () => {
    const { customers, crm, sync, mappings } = await syncWorld();
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    const stages: (string | null)[] = [];
    const push = crm.pushContacts.bind(crm);
    crm.pushContacts = async (page) => {
      stages.push(...page.map(({ lifecycle }) => lifecycle));
      const outcomes = await push(page);
      const lifecycle = stages.length === 1 ? { lifecycle: "lead" } : {};
      return outcomes.map((outcome) => (outcome.kind === "synced" ? { ...outcome, ...lifecycle } : outcome));
    };
    for (const firstName of ["Ann", "Anne", "Anna"]) {
      await sync();
      await customers.updateCustomer(id, { firstName });
    }
    expect(stages).toEqual([null, "lead", "lead"]);
    expect((await mappings()).get(id)).toMatchObject({ status: "synced", lifecycle: "lead" });
  });

  it("takes opted-out customers first, then changed ones, then those from before the integration", async () => {
    const { customers, connect, crm, sync, query, tenantId } = await syncWorld({ connected: false });
    const before = await customers.createCustomer({ firstName: "Before" });
    const optedOut = await customers.createCustomer({ firstName: "Opted out" });
    await connect();
    const after = await customers.createCustomer({ firstName: "After" });
    await query("INSERT INTO opt_outs VALUES (?1, ?2, 'sms', 'person', '2026-01-01')", tenantId, optedOut.id);
    const pages: ContactPush[][] = [];
    const push = crm.pushContacts.bind(crm);
    crm.pushContacts = async (page) => {
      pages.push([...page]);
      return push(page);
    };
    expect(await sync()).toEqual({ kind: "done" });
    expect(pages.map((page) => page.map(({ customer }) => customer.id))).toEqual([
      [optedOut.id],
      [after.id],
      [before.id],
    ]);
    expect(pages[0]).toMatchObject([{ customer: { optedOut: true }, externalId: null }]);
  });

  it("gives each lane its share of pages, and asks for another pass where a lane has more", async () => {
    const { customers, connect, crm, sync } = await syncWorld({ connected: false });
    const create = async (name: string, count: number) => {
      for (let index = 0; index < count; index++) await customers.createCustomer({ firstName: name });
    };
    await create("Before", 30);
    await connect();
    await create("After", 30);
    expect(await sync({ maxPages: 1 })).toEqual({ kind: "more" });
    const names = crm.liveRecords().map(({ fields }) => fields.firstName);
    expect(names.filter((name) => name === "After")).toHaveLength(12);
    expect(names.filter((name) => name === "Before")).toHaveLength(12);
    for (let pass = 0; (await sync({ maxPages: 1 })).kind === "more"; pass++) expect(pass).toBeLessThan(5);
    expect(crm.liveRecords()).toHaveLength(60);
    expect(crm.calls.filter(({ method }) => method === "pushContacts")).toHaveLength(20);
  });
});
