import { describe, expect, it } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { CRMS } from "../worlds/crms.ts";
import { alarmOf } from "../worlds/observing.ts";
import { OUR_FIRST_NAME, rename, synced, tick } from "../worlds/synced-world.ts";

describe.each(CRMS)("a cron tick for $name", ({ newWorld }) => {
  it("brings a raw SQL update to the CRM", async () => {
    const world = await synced(await newWorld({ settings: OUR_FIRST_NAME }));
    await rename(world, "Sofia");
    await tick();
    await eventually(world.firstNames).toEqual(["Sofia"]);
  });

  it("leaves paused integrations alone", async () => {
    const world = await synced(await newWorld());
    await world.object.pause(world.ref);
    const calls = world.sandbox.calls.length;
    await rename(world, "Sofia");
    await tick();
    await eventually(() => alarmOf(world)).toBe(null);
    expect(world.sandbox.calls.length).toBe(calls);
  });

  it("costs no call where nothing has changed", async () => {
    const world = await synced(await newWorld());
    const calls = world.sandbox.calls.length;
    await tick();
    await eventually(() => alarmOf(world)).toBe(null);
    await eventually(world.status).toBe("idle");
    expect(world.sandbox.calls.length).toBe(calls);
  });
});
