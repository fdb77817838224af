import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { CRMS } from "../worlds/crms.ts";
import { newHubspotWorld } from "../worlds/hubspot-world.ts";
import { alarmOf } from "../worlds/observing.ts";
import { rename, sophie, synced, tick } from "../worlds/synced-world.ts";
import { findOverlaps, watchPasses } from "./watch-passes.ts";

describe.each(CRMS)("passes at $name", ({ newWorld }) => {
  it("never overlap for one integration, however often they are asked for, and only alarms run them", async () => {
    const world = await newWorld({ latencyMs: 5 });
    const watched = await watchPasses(world);
    await world.customers.createCustomer(sophie);
    await Promise.all([
      ...Array.from({ length: 200 }, () => world.object.requestSync(world.ref)),
      ...Array.from({ length: 3 }, tick),
    ]);
    for (const firstName of ["Sofia", "Sonia", "Solène"]) {
      await rename(world, firstName);
      await Promise.all([world.object.requestSync(world.ref), tick()]);
    }
    await eventually(world.firstNames).toHaveLength(1);
    await eventually(() => alarmOf(world)).toBe(null);
    await eventually(world.status).toBe("idle");
    expect(watched.callers().size).toBeGreaterThan(0);
    expect(watched.callers().size).toBeLessThan(10);
    expect(watched.callers()).not.toContain(undefined);
    expect(watched.overlaps()).toEqual([]);
  });

  it("are few for many requests at once", async () => {
    const world = await synced(await newWorld());
    const runs = () =>
      env.DB.prepare("SELECT pass_token FROM sync_cursors WHERE integration_id = ?1")
        .bind(world.integrationId)
        .first("pass_token");
    const tokens = new Set([await runs()]);
    await Promise.all(Array.from({ length: 200 }, () => world.object.requestSync(world.ref)));
    for (let look = 0; look < 50; look++) tokens.add(await runs());
    expect(tokens.size).toBeLessThan(6);
  });
});

describe("the watch over passes", () => {
  it("sees calls that no alarm has made, such as those of a test of the integration", async () => {
    const world = await newHubspotWorld();
    const { callers } = await watchPasses(world);
    await world.object.setUp(world.ref);
    expect(callers()).toEqual(new Set([undefined]));
  });

  const first = { alarm: 1, begunAt: 1, endedAt: 3 };
  it.each([
    ["no overlap in passes one after the other", { alarm: 2, begunAt: 4, endedAt: 5 }, 0],
    ["no overlap in calls of one pass side by side", { alarm: 1, begunAt: 2, endedAt: 4 }, 0],
    [
      "an overlap where a pass begins before the one before it has its answer",
      { alarm: 2, begunAt: 2, endedAt: 4 },
      1,
    ],
    ["an overlap where a pass calls after the next one has called", { alarm: 2, begunAt: -1, endedAt: 0 }, 1],
  ])("sees %s", (_title, second, count) => {
    expect(findOverlaps([first, second])).toHaveLength(count);
  });
});
