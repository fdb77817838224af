import { env } from "cloudflare:workers";
import { moveSyncStatus, PassStoppedError, resync } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { observedDatabase } from "../../../support/observed-database.ts";
import { syncWorld } from "./engine-world.ts";
import { REFUSED } from "./fake-crm.ts";

describe("a pass that may not go on", () => {
  it("writes nothing more once a newer pass has begun", async () => {
    const { customers, crm, sync, openStore, mappings, query, integrationId } = await syncWorld();
    const { id } = await customers.createCustomer({ firstName: "Sophie" });
    const older = openStore();
    await older.beginPass();
    const [contact] = await older.takeChanges("live", 10);
    expect(contact).toMatchObject({ prospectId: id, customer: { firstName: "Sophie" }, mapping: null });
    expect(await sync()).toEqual({ kind: "done" });
    const after = await mappings();
    await expect(
      older.commit({
        mappings: [
          { prospectId: id, externalId: "other", status: "synced", lastSyncedAt: null, metadata: {} },
        ],
        cursors: { livePosition: 1 },
      }),
    ).rejects.toThrow(PassStoppedError);
    await expect(older.takeChanges("live", 10)).rejects.toThrow(PassStoppedError);
    expect(await mappings()).toEqual(after);
    expect(crm.liveRecords()).toHaveLength(1);
    const [cursor] = await query<{ live_position: number }>(
      "SELECT live_position FROM sync_cursors WHERE integration_id = ?1",
      integrationId,
    );
    expect(cursor?.live_position).toBe(contact?.seq);
  });

  it("records its work when the integration is paused, which stays so until it is resumed", async () => {
    const { customers, crm, sync, status, mappings, tenantId, integrationId } = await syncWorld();
    await customers.createCustomer({ firstName: "Sophie" });
    const push = crm.pushContacts.bind(crm);
    crm.pushContacts = async (page) => {
      await moveSyncStatus(env.DB, tenantId, integrationId, "paused");
      return push(page);
    };
    expect(await sync()).toEqual({ kind: "stopped" });
    expect(await status()).toBe("paused");
    expect((await mappings()).size).toBe(1);
    expect(await sync()).toEqual({ kind: "stopped" });
    await moveSyncStatus(env.DB, tenantId, integrationId, "idle");
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.calls).toHaveLength(1);
  });

  it("does not begin where the integration is switched off or deleted", async () => {
    const { customers, crm, sync, query, integrationId, mappings } = await syncWorld();
    await customers.createCustomer({ firstName: "Sophie" });
    await query("UPDATE crm_integrations SET is_active = 0 WHERE id = ?1", integrationId);
    expect(await sync()).toEqual({ kind: "stopped" });
    await query("UPDATE crm_integrations SET is_active = 1 WHERE id = ?1", integrationId);
    await sync();
    expect((await mappings()).size).toBe(1);
    await query("DELETE FROM crm_integrations WHERE id = ?1", integrationId);
    expect(await sync()).toEqual({ kind: "stopped" });
    expect((await mappings()).size).toBe(0);
    expect(crm.calls).toHaveLength(1);
  });

  it("fails with the reason where the database does not answer, and is tried again", async () => {
    const { customers, crm, sync, clock } = await syncWorld();
    await customers.createCustomer({ firstName: "Sophie" });
    let trips = 0;
    const lost = observedDatabase(env.DB, { fault: () => (++trips === 4 ? "before" : "none") });
    const result = await sync({ db: lost, random: () => 0.5 });
    expect(result).toMatchObject({ kind: "failed", retryAt: new Date(clock.now.getTime() + 4000) });
    const away = observedDatabase(env.DB, { fault: () => "before" });
    expect((await sync({ db: away })).kind).toBe("failed");
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.liveRecords()).toHaveLength(1);
  });
});

describe("resync", () => {
  it("brings every customer to the CRM again, also those that the CRM had refused", async () => {
    const { customers, crm, sync, mappings, tenantId, integrationId } = await syncWorld();
    await customers.createCustomer({ firstName: "Sophie" });
    const refused = await customers.createCustomer({ firstName: "Ann", lastName: REFUSED });
    await sync();
    crm.calls.length = 0;
    expect(await resync(env.DB, tenantId, integrationId)).toBe(true);
    expect((await mappings()).get(refused.id)?.status).toBe("pending");
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.calls).toEqual([{ method: "pushContacts", size: 2 }]);
    expect((await mappings()).get(refused.id)?.status).toBe("blocked");
    expect(crm.liveRecords()).toHaveLength(1);
  });

  it("does nothing to another tenant's integration", async () => {
    const { integrationId } = await syncWorld();
    expect(await resync(env.DB, "another tenant", integrationId)).toBe(false);
    expect(await moveSyncStatus(env.DB, "another tenant", integrationId, "paused")).toBe(false);
  });
});
