import { env } from "cloudflare:workers";
import { AuthorizationError, RetryAfterError, TransientError } from "@coccinelle/core";
import { moveSyncStatus } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { syncWorld } from "./engine-world.ts";
import { POISON, REFUSED } from "./fake-crm.ts";

async function worldWithCustomers(count: number) {
  const world = await syncWorld();
  for (let index = 0; index < count; index++) await world.customers.createCustomer({ firstName: "Sophie" });
  const push = world.crm.pushContacts.bind(world.crm);
  return {
    ...world,
    /** Has the CRM answer the next calls with an error. */
    fail: (error: Error, calls: number) => {
      let left = calls;
      world.crm.pushContacts = async (page) => {
        left -= 1;
        if (left >= 0) throw error;
        return push(page);
      };
    },
  };
}

describe("a limit of the CRM", () => {
  it("stops the pass, says when it ends, and loses nothing", async () => {
    const { fail, sync, clock, crm, status, mappings } = await worldWithCustomers(2);
    fail(new RetryAfterError("too many calls", 30), 1);
    expect(await sync()).toEqual({
      kind: "wait",
      until: new Date(clock.now.getTime() + 30_000),
      reason: "too many calls",
    });
    expect(await status()).toBe("idle");
    expect(await mappings()).toEqual(new Map());
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.liveRecords()).toHaveLength(2);
  });

  it("that is met within a page keeps the records that are done, and repeats the others", async () => {
    const { fail, sync, crm, mappings } = await worldWithCustomers(5);
    fail(new RetryAfterError("too many calls", 30), 1);
    expect((await sync()).kind).toBe("wait");
    const done = (await mappings()).size;
    expect(done).toBeGreaterThan(0);
    expect(crm.liveRecords()).toHaveLength(done);
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.liveRecords()).toHaveLength(5);
  });
});

describe("an authorisation that is gone", () => {
  it("makes the integration wait for a person, and it goes on after a new one", async () => {
    const { fail, sync, status, crm, tenantId, integrationId, query } = await worldWithCustomers(1);
    fail(new AuthorizationError("the token was revoked"), 1);
    expect(await sync()).toEqual({ kind: "needs_auth", reason: "the token was revoked" });
    expect(await status()).toBe("needs_auth");
    expect(
      await query("SELECT result, error FROM sync_runs WHERE integration_id = ?1", integrationId),
    ).toEqual([{ result: "needs_auth", error: "the token was revoked" }]);
    expect(await sync()).toEqual({ kind: "stopped" });
    expect(await moveSyncStatus(env.DB, tenantId, integrationId, "syncing")).toBe(false);
    expect(await moveSyncStatus(env.DB, tenantId, integrationId, "idle")).toBe(true);
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.liveRecords()).toHaveLength(1);
  });
});

describe("an outage", () => {
  it("ends the pass after one page, with a growing delay, until the CRM is back", async () => {
    const { fail, sync, status, crm, clock, pass } = await worldWithCustomers(4);
    fail(new TransientError("the CRM is not there"), 1000);
    const delays = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      const result = await sync({ random: () => 0.5 });
      if (result.kind !== "failed") throw new Error(`the pass ended ${result.kind}`);
      delays.push((result.retryAt.getTime() - clock.now.getTime()) / 1000);
      pass(3600);
    }
    expect(delays).toEqual([4, 8, 15, 30]);
    expect(await status()).toBe("error");
    fail(new TransientError(""), 0);
    pass(24 * 3600);
    // Records that were given up in the outage are tried again, and then the activities that wait for them.
    expect(await sync()).toEqual({ kind: "more" });
    expect(await sync()).toEqual({ kind: "done" });
    expect(crm.liveRecords()).toHaveLength(4);
    expect(await status()).toBe("idle");
  });
});

describe("a record at fault", () => {
  it("fails alone, is tried again at growing intervals, and is synced once it is mended", async () => {
    const { customers, sync, crm, mappings, clock, pass } = await worldWithCustomers(7);
    const poison = await customers.createCustomer({ firstName: "Ann", lastName: POISON });
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) {
      await sync({ random: () => 0.5 });
      const mapping = (await mappings()).get(poison.id);
      expect(mapping).toMatchObject({ status: "error", externalId: "", attempts: attempt });
      expect(mapping.reason).toBe("the CRM failed on this page");
      delays.push((Date.parse(mapping.nextAttemptAt) - clock.now.getTime()) / 1000);
      expect(crm.liveRecords()).toHaveLength(7);
      pass(delays.at(-1) ?? 0);
    }
    expect(delays).toEqual([60, 120, 240, 480]);
    await customers.updateCustomer(poison.id, { lastName: "Durand" });
    await sync();
    expect((await mappings()).get(poison.id)).toEqual({
      externalId: expect.any(String),
      status: "synced",
      memo: "memo",
    });
    expect(crm.liveRecords()).toHaveLength(8);
  });

  it("that the CRM does not answer for is an error, and is pushed again", async () => {
    const { sync, crm, mappings, pass } = await worldWithCustomers(2);
    const push = crm.pushContacts.bind(crm);
    crm.pushContacts = async (page) => (await push(page)).slice(1);
    expect((await sync()).kind).toBe("wait");
    expect([...(await mappings()).values()].map(({ status }) => status).toSorted()).toEqual([
      "error",
      "synced",
    ]);
    crm.pushContacts = push;
    pass(600);
    expect((await sync()).kind).toBe("more");
    expect(await sync()).toEqual({ kind: "done" });
    expect([...(await mappings()).values()].map(({ status }) => status)).toEqual(["synced", "synced"]);
    expect(crm.liveRecords()).toHaveLength(2);
  });

  it("keeps the time of its last success when a push of it fails", async () => {
    const { customers, sync, clock, pass, query } = await syncWorld();
    const lastSyncedAt = async (id: string) => {
      const [row] = await query<{ last_synced_at: string; sync_status: string }>(
        "SELECT last_synced_at, sync_status FROM crm_sync_mappings WHERE prospect_id = ?1",
        id,
      );
      return row;
    };
    const { id } = await customers.createCustomer({ firstName: "Ann", lastName: "Durand" });
    const syncedAt = clock.now.toISOString().replace("T", " ").replace("Z", "");
    await sync();
    expect(await lastSyncedAt(id)).toEqual({ last_synced_at: syncedAt, sync_status: "synced" });
    for (const { lastName, status } of [
      { lastName: POISON, status: "error" },
      { lastName: REFUSED, status: "blocked" },
    ]) {
      pass(600);
      await customers.updateCustomer(id, { lastName });
      await sync();
      expect(await lastSyncedAt(id)).toEqual({ last_synced_at: syncedAt, sync_status: status });
    }
  });
});
