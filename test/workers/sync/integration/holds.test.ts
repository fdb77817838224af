import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { type HubspotWorld, newHubspotWorld } from "../worlds/hubspot-world.ts";
import { alarmOf, captureLogs } from "../worlds/observing.ts";
import {
  enterCredentials,
  OUR_FIRST_NAME,
  rename,
  syncedHubspotWorld,
  tick,
} from "../worlds/synced-world.ts";

const ORIGIN = "https://crm.example.com";

describe("a limit", () => {
  it("is waited for to its end, whoever asks for a sync", async () => {
    const world = await syncedHubspotWorld();
    world.sandbox.faults.push({
      match: () => true,
      kind: "status",
      status: 429,
      retryAfterSeconds: 600,
      times: 1,
    });
    await rename(world, "Sofia");
    const before = Date.now();
    await world.object.requestSync(world.ref);
    await eventually(async () => (await alarmOf(world)) ?? 0).toBeGreaterThanOrEqual(before + 590_000);
    const calls = world.sandbox.calls.length;
    await world.object.requestSync(world.ref);
    await tick();
    expect(await alarmOf(world)).toBeGreaterThanOrEqual(before + 590_000);
    expect(world.sandbox.calls.length).toBe(calls);
    expect(await world.lastError()).toContain("limit");
    expect(await world.object.status(world.ref)).toMatchObject({ heldBy: "limit", isRunning: false });
  });

  it.each<[string, (world: HubspotWorld) => Promise<unknown>]>([
    [
      "a person has entered, and asks for a sync",
      async (world) => {
        await enterCredentials(world);
        await world.object.requestSync(world.ref);
      },
    ],
    [
      "a person has entered, and the cron ticks",
      async (world) => {
        await enterCredentials(world);
        await tick();
      },
    ],
    [
      "an authorisation has brought",
      async ({ object, ref, sandbox }) => {
        const answer = await object.authorize(ref, ORIGIN);
        const url = answer.ok ? `${answer.url}&auto=1` : answer.message;
        const consent = await sandbox.fetch(new Request(url, { redirect: "manual" }));
        await exports.default.fetch(consent.headers.get("location") ?? "");
      },
    ],
  ])("ends with the new credentials that %s", async (_name, renew) => {
    const world = await syncedHubspotWorld({ settings: OUR_FIRST_NAME });
    world.sandbox.faults.push({
      match: () => true,
      kind: "status",
      status: 429,
      retryAfterSeconds: 600,
      times: 1,
    });
    await rename(world, "Sofia");
    await world.object.requestSync(world.ref);
    await eventually(async () => (await alarmOf(world)) ?? 0).toBeGreaterThan(Date.now() + 500_000);

    await renew(world);
    await eventually(world.firstNames).toEqual(["Sofia"]);
    await eventually(world.status).toBe("idle");
    expect(await world.object.status(world.ref)).toMatchObject({ heldUntil: null, heldBy: null });
  });
});

describe("a failure", () => {
  it("is given time to pass, which a person may end and the cron does not", async () => {
    const world = await syncedHubspotWorld({ settings: OUR_FIRST_NAME });
    world.sandbox.faults.push({ match: () => true, kind: "fail-before", times: Number.POSITIVE_INFINITY });
    await rename(world, "Sofia");
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("error");
    await eventually(() => alarmOf(world)).toBeGreaterThan(Date.now());
    const alarm = await alarmOf(world);
    await tick();
    expect(await alarmOf(world)).toBe(alarm);

    world.sandbox.faults.clear();
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
  });

  it("of the database does not end the alarm", async () => {
    const world = await syncedHubspotWorld();
    const database = env.DB;
    const away = {
      prepare: () => {
        throw new Error("D1_ERROR: Network connection lost.");
      },
    };
    Object.assign(env, { DB: away });
    const logged = captureLogs();
    try {
      await world.object.wake(world.ref);
      await eventually(() => alarmOf(world)).toBeGreaterThan(Date.now() + 30_000);
    } finally {
      Object.assign(env, { DB: database });
    }
    expect(logged()).toContain("sync_alarm_failed");
    await rename(world, "Sofia");
    expect(await world.object.requestSync(world.ref)).toEqual({ ok: true });
    await eventually(() => alarmOf(world)).toBe(null);
    await eventually(world.status).toBe("idle");
  });

  it("for want of CREDENTIALS_KEYS names that variable", async () => {
    const world = await newHubspotWorld();
    const keys = env.CREDENTIALS_KEYS;
    const logged = captureLogs();
    Object.assign(env, { CREDENTIALS_KEYS: "" });
    try {
      await world.object.requestSync(world.ref);
      await eventually(world.status).toBe("error");
    } finally {
      Object.assign(env, { CREDENTIALS_KEYS: keys });
    }
    expect(await world.lastError()).toContain("CREDENTIALS_KEYS");
    expect(logged()).toContain("CREDENTIALS_KEYS");
    expect(await alarmOf(world)).toBeGreaterThan(Date.now());
  });

  it("of settings that another program wrote wrongly names the setting", async () => {
    const world = await newHubspotWorld({ settings: { dailyShare: 7 } });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("error");
    expect(await world.lastError()).toContain("dailyShare");
  });
});

describe("the status", () => {
  it("tells that a failure is given time to pass, and until when", async () => {
    const world = await newHubspotWorld();
    const idle = { isRunning: false, nextPassAt: null, heldUntil: null, heldBy: null };
    expect(await world.object.status(world.ref)).toEqual({ ok: true, syncStatus: "idle", ...idle });

    world.sandbox.faults.push({ match: () => true, kind: "fail-before", times: Number.POSITIVE_INFINITY });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("error");
    await eventually(() => alarmOf(world)).toBeGreaterThan(Date.now());
    const nextPassAt = new Date((await alarmOf(world)) ?? 0).toISOString();
    expect(await world.object.status(world.ref)).toEqual({
      ok: true,
      syncStatus: "error",
      isRunning: false,
      nextPassAt,
      heldUntil: nextPassAt,
      heldBy: "failure",
    });
  });

  it("tells that a pass is under way", async () => {
    const world = await syncedHubspotWorld();
    const crm = { answers: false };
    world.connectTo({
      ...world.sandbox,
      async fetch(request) {
        while (!crm.answers) await new Promise((resolve) => setTimeout(resolve, 5));
        return world.sandbox.fetch(request);
      },
    });
    await rename(world, "Sofia");
    await world.object.requestSync(world.ref);
    const status = async () => await world.object.status(world.ref);
    await eventually(status).toMatchObject({ syncStatus: "syncing", isRunning: true, nextPassAt: null });
    crm.answers = true;
    await eventually(status).toMatchObject({ syncStatus: "idle", isRunning: false });
  });
});
