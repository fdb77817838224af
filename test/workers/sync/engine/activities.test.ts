import { env } from "cloudflare:workers";
import { TransientError } from "@coccinelle/core";
import { resync } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { type SyncWorld, syncWorld } from "./engine-world.ts";

function insertActivity({ query, tenantId }: SyncWorld, customerId: string, id: string, createdAt: string) {
  return query(
    `INSERT INTO customer_activities (id, tenant_id, prospect_id, type, channel, description, created_at)
     VALUES (?1, ?2, ?3, 'message_received', 'sms', 'Bonjour', ?4)`,
    id,
    tenantId,
    customerId,
    createdAt,
  );
}

describe("activities", () => {
  it("reach the CRM once each, with the customer's notes, in the order of their times", async () => {
    const world = await syncWorld();
    const { customers, crm, sync } = world;
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    const note = await customers.addCustomerNote(id, "rappeler");
    for (const day of ["03", "01", "02", "05", "04"]) {
      await insertActivity(world, id, `${id}:${day}`, `2026-01-${day} 10:00:00.000`);
    }
    await sync();
    await customers.updateCustomer(id, { firstName: "Ann" });
    await sync();
    const days = ["01", "02", "03", "04", "05"].map((day) => `${id}:${day}`);
    expect(crm.activities.map(({ key }) => key)).toEqual([...days, `note:${note.id}`]);
    expect(new Set(crm.activities.map(({ contactId }) => contactId))).toEqual(
      new Set([crm.liveRecords()[0]?.id]),
    );
  });

  it("say their kind, direction and text", async () => {
    const { customers, crm, sync } = await syncWorld();
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    const pushed: unknown[] = [];
    const push = crm.pushActivities.bind(crm);
    crm.pushActivities = async (page) => {
      pushed.push(...page);
      return push(page);
    };
    await customers.logInteraction(id, "message_received", "whatsapp", { content: "Bonjour" });
    await customers.logInteraction(id, "message_sent", "sms", null, "Merci");
    await customers.logInteraction(id, "call", "phone", { direction: "outgoing" });
    await customers.logInteraction(id, "visit", "web");
    await sync();
    expect(pushed).toHaveLength(4);
    expect(pushed).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "whatsapp", direction: "incoming", text: "Bonjour", prospectId: id }),
        expect.objectContaining({ kind: "sms", direction: "outgoing", text: "Merci", intended: false }),
        expect.objectContaining({ kind: "call", direction: "outgoing", text: "" }),
        expect.objectContaining({ kind: "note", occurredAt: expect.stringMatching(/^\d{4}-.*Z$/) }),
      ]),
    );
  });

  it("reach the CRM also when they come late, and when they are older than the connection to the CRM", async () => {
    const world = await syncWorld({ connected: false });
    const { customers, connect, crm, sync } = world;
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await insertActivity(world, id, `${id}:before`, "2026-01-02 10:00:00.000");
    await connect();
    await sync();
    await insertActivity(world, id, `${id}:late`, "2020-01-01 10:00:00.000");
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.activities.map(({ key }) => key)).toEqual([`${id}:before`, `${id}:late`]);
  });

  it("of which there are more than a pass may take all reach the CRM in the next passes, without a call too many", async () => {
    const world = await syncWorld();
    const { customers, crm, sync } = world;
    for (let customer = 0; customer < 4; customer++) {
      const { id } = await customers.createCustomer({ firstName: "Sophie" });
      for (let index = 0; index < 9; index++) {
        await insertActivity(world, id, `${id}:${index}`, "2026-01-02 10:00:00.000");
      }
    }
    for (let passes = 0; (await sync({ maxPages: 1 })).kind === "more"; passes++)
      expect(passes).toBeLessThan(8);
    expect(new Set(crm.activities.map(({ key }) => key)).size).toBe(36);
    expect(crm.activities).toHaveLength(36);
    expect(crm.calls.filter(({ method }) => method === "pushActivities")).toHaveLength(12);
  });

  it("wait for their customer's record, and follow once the CRM has it", async () => {
    const { customers, crm, sync, pass } = await syncWorld();
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await customers.logInteraction(id, "call", "phone");
    const push = crm.pushContacts.bind(crm);
    crm.pushContacts = async (page) =>
      page.map(({ customer }) => ({ prospectId: customer.id, kind: "error", reason: "it is locked" }));
    await sync();
    expect(crm.activities).toEqual([]);
    crm.pushContacts = push;
    pass(600);
    while ((await sync()).kind === "more");
    expect(crm.activities).toHaveLength(1);
  });

  it.each(["a resync", "the weekly reconcile"])(
    "that the CRM refuses wait, and are tried again by %s",
    async (way) => {
      const { customers, crm, sync, pass, tenantId, integrationId } = await syncWorld();
      const { id } = await customers.createCustomer({ firstName: "Sophie" });
      await customers.logInteraction(id, "call", "phone");
      const push = crm.pushActivities.bind(crm);
      crm.pushActivities = async (page) =>
        page.map((activity) => ({ activityId: activity.id, kind: "blocked", reason: "not allowed" }));
      await sync();
      crm.pushActivities = push;
      await customers.updateCustomer(id, { firstName: "Ann" });
      await sync();
      expect(crm.activities).toEqual([]);
      if (way === "a resync") await resync(env.DB, tenantId, integrationId);
      else pass(4000);
      while ((await sync()).kind === "more");
      expect(crm.activities).toHaveLength(1);
    },
  );

  it("of a CRM without a key are not created again after a lost answer, and an operator is told", async () => {
    const { customers, crm, sync, pass, query, integrationId } = await syncWorld({
      activitiesNeedIntent: true,
    });
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await customers.logInteraction(id, "call", "phone");
    await customers.logInteraction(id, "call", "phone");
    const push = crm.pushActivities.bind(crm);
    crm.pushActivities = async (page) => {
      await push(page.slice(0, 1));
      throw new TransientError("the answer was lost");
    };
    await sync();
    const states = () =>
      query<{ state: string }>(
        "SELECT state FROM crm_activity_mappings WHERE integration_id = ?1 ORDER BY state",
        integrationId,
      );
    expect(await states()).toEqual([{ state: "intended" }, { state: "intended" }]);
    crm.pushActivities = push;
    pass(3600);
    await sync();
    expect(new Set(crm.activities.map(({ key }) => key)).size).toBe(crm.activities.length);
    expect((await states()).map(({ state }) => state)).not.toContain("intended");
  });

  it("of a CRM without a key are looked for a minute after a pass was killed, when its call has arrived", async () => {
    const world = await syncWorld({ activitiesNeedIntent: true });
    const { customers, crm, sync, pass, query, integrationId } = world;
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await customers.logInteraction(id, "call", "phone");
    const push = crm.pushActivities.bind(crm);
    const sent = new Promise<() => Promise<unknown>>((resolve) => {
      crm.pushActivities = (page) => {
        resolve(() => push(page));
        return new Promise(() => undefined);
      };
    });
    const killed = sync();
    const arrive = await Promise.race([sent, killed.then(() => Promise.reject(new Error("it ended")))]);
    crm.pushActivities = push;
    expect(await sync()).toMatchObject({ kind: "wait" });
    await arrive();
    pass(60);
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.activities).toHaveLength(1);
    expect(
      await query("SELECT state FROM crm_activity_mappings WHERE integration_id = ?1", integrationId),
    ).toEqual([{ state: "synced" }]);
  });

  it("that may stand in the CRM stay in doubt where the search for them fails", async () => {
    const { customers, crm, sync, pass, query, integrationId } = await syncWorld({
      activitiesNeedIntent: true,
    });
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    await customers.logInteraction(id, "call", "phone");
    const push = crm.pushActivities.bind(crm);
    crm.pushActivities = async () => {
      throw new TransientError("the answer was lost");
    };
    await sync();
    crm.pushActivities = async (page) =>
      page.map((activity) => ({ activityId: activity.id, kind: "error", reason: "the look-up failed" }));
    pass(3600);
    await sync();
    const state = async () => {
      const [row] = await query<{ state: string }>(
        "SELECT state FROM crm_activity_mappings WHERE integration_id = ?1",
        integrationId,
      );
      return row?.state;
    };
    expect(await state()).toBe("intended");
    // The CRM refuses the activity now, but it may stand in the CRM all the same: it is not created again.
    crm.pushActivities = async (page) =>
      page.map((activity) => ({ activityId: activity.id, kind: "blocked", reason: "its record is gone" }));
    pass(3600);
    await sync();
    expect(await state()).toBe("unknown");
    crm.pushActivities = push;
    pass(8 * 24 * 3600);
    while ((await sync()).kind === "more");
    expect(crm.activities).toHaveLength(0);
  });
});
