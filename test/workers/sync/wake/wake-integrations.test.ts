import { env, exports } from "cloudflare:workers";
import type { IntegrationRef } from "@coccinelle/core";
import { listIntegrationsToSync } from "@coccinelle/db";
import { beforeEach, describe, expect, it } from "vitest";
import { wakeIntegrations } from "../../../../workers/sync/src/wake/wake-integrations.ts";
import { observedDatabase } from "../../../support/observed-database.ts";
import { newHubspotWorld } from "../worlds/hubspot-world.ts";
import { eventually } from "../worlds/observing.ts";

/** Inserts integrations that have something to do: a pass of each was cut off. */
async function insertIntegrations(count: number, tenantPrefix = "tenant-"): Promise<string[]> {
  const { results } = await env.DB.prepare(
    `INSERT INTO crm_integrations (id, tenant_id, system_type, is_active, credentials, settings, sync_status, created_at)
     WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?1)
     SELECT 'integration-' || n, ?2 || (n % 700), 'hubspot', 1, 'sealed', '{}', 'syncing', '2026-11-22 10:00:00.000'
     FROM numbers RETURNING id`,
  )
    .bind(count, tenantPrefix)
    .all<{ id: string }>();
  return results.map(({ id }) => id);
}

/** A cron that no other test has. Each of its ticks tells which integrations it woke. */
function newCron({
  fail = () => false,
  position = null,
}: {
  fail?: (id: string) => boolean;
  position?: string | null;
} = {}) {
  const logged: unknown[] = [];
  return {
    logged,
    async tick(): Promise<{ woken: string[]; subrequests: number }> {
      const woken: string[] = [];
      let subrequests = 0;
      const db = observedDatabase(env.DB, { onRoundTrip: () => void subrequests++ });
      await wakeIntegrations({
        db,
        cursor: {
          async read() {
            subrequests++;
            return position;
          },
          async write(next) {
            subrequests++;
            position = next;
          },
        },
        async wake({ integrationId }: IntegrationRef) {
          subrequests++;
          if (fail(integrationId)) throw new Error("gone");
          woken.push(integrationId);
        },
        clock: () => new Date(),
        log: (_level, event, fields) => logged.push([event, fields?.integrationId]),
      });
      return { woken, subrequests };
    },
  };
}

// A tick wakes everybody's, those of other files, too.
beforeEach(async () => {
  await env.DB.exec("DELETE FROM crm_integrations");
});

describe("a tick", () => {
  it("wakes every integration once where they are few", async () => {
    const ids = await insertIntegrations(450);
    const { tick } = newCron();
    for (const { woken } of [await tick(), await tick()]) expect(woken.toSorted()).toEqual(ids.toSorted());
  });

  it("stays within the platform's limit where the integrations are many, and the next ticks go on after it", async () => {
    const ids = await insertIntegrations(2000);
    const { tick } = newCron();
    const ticks = [await tick(), await tick(), await tick()];
    for (const { subrequests } of ticks) expect(subrequests).toBeLessThan(950);
    expect(new Set(ticks.flatMap(({ woken }) => woken)).size).toBe(ids.length);
    for (const { woken } of ticks) expect(new Set(woken).size).toBe(900);
  });

  it("passes over no integration because others were made or deleted meanwhile", async () => {
    const ids = await insertIntegrations(2000);
    const { tick } = newCron();
    const woken = new Set((await tick()).woken);
    await env.DB.exec("DELETE FROM crm_integrations WHERE tenant_id < 'tenant-3'");
    for (let tickNumber = 0; tickNumber < 2; tickNumber++) {
      for (const id of (await tick()).woken) woken.add(id);
    }
    const { results } = await env.DB.prepare("SELECT id FROM crm_integrations").all<{ id: string }>();
    expect(results.length).toBeLessThan(ids.length);
    expect(results.filter(({ id }) => !woken.has(id))).toEqual([]);
  });

  it("begins anew after a tick whose position could not be read", async () => {
    const ids = await insertIntegrations(5);
    const { tick } = newCron({ position: "of an earlier version" });
    await expect(tick()).rejects.toThrow("cursor");
    expect((await tick()).woken).toHaveLength(ids.length);
  });

  it("wakes the other integrations where one does not answer, and logs which", async () => {
    const ids = await insertIntegrations(5);
    const { tick, logged } = newCron({ fail: (id) => id === "integration-3" });
    expect((await tick()).woken).toHaveLength(ids.length - 1);
    expect(logged).toEqual([["integration_not_woken", "integration-3"]]);
  });
});

describe("the cron of the Worker", () => {
  it("goes on at its next tick where it stopped, and from the beginning after the end", async () => {
    const cursor = env.WAKE_CURSOR.getByName("cron");
    const { customers, firstNames, tenantId } = await newHubspotWorld();
    await customers.createCustomer({ firstName: "Sophie" });
    await insertIntegrations(1, `${tenantId}-next-`);
    const { items, nextCursor } = await listIntegrationsToSync(env.DB, { limit: 1 });
    expect(items).toMatchObject([{ tenantId }]);
    await cursor.write(nextCursor);
    await exports.default.scheduled();
    await eventually(firstNames).toEqual(["Sophie"]);
    expect(await cursor.read()).toBe(null);
  });
});
