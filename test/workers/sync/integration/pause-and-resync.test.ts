import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { newHubspotWorld } from "../worlds/hubspot-world.ts";
import { alarmOf } from "../worlds/observing.ts";
import { change, OUR_FIRST_NAME, rename, syncedHubspotWorld } from "../worlds/synced-world.ts";

describe("pause and resume", () => {
  it("stop the sync, and go on with what changed meanwhile", async () => {
    const world = await syncedHubspotWorld({ settings: OUR_FIRST_NAME });
    expect(await world.object.pause(world.ref)).toEqual({ ok: true });
    expect(await world.object.pause(world.ref)).toEqual({ ok: true });
    expect(await world.status()).toBe("paused");
    await rename(world, "Sofia");
    expect(await world.object.requestSync(world.ref)).toMatchObject({ ok: false, code: "paused" });

    expect(await world.object.resume(world.ref)).toEqual({ ok: true });
    await eventually(world.firstNames).toEqual(["Sofia"]);
    await eventually(world.status).toBe("idle");
  });

  it("leave an integration without access as it is, and it needs authorisation again at once", async () => {
    const world = await newHubspotWorld({ credentials: () => ({ accessToken: crypto.randomUUID() }) });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
    expect(await world.object.pause(world.ref)).toEqual({ ok: true });
    expect(await world.status()).toBe("paused");
    expect(await world.object.resume(world.ref)).toEqual({ ok: true });
    await eventually(world.status).toBe("needs_auth");
  });

  it("refuse to resume an integration that is not paused, and say what to do instead", async () => {
    const unauthorised = await newHubspotWorld({ credentials: null });
    expect(await unauthorised.object.resume(unauthorised.ref)).toMatchObject({
      ok: false,
      code: "not_paused",
      message: expect.stringContaining("enter credentials, or authorise it"),
    });
    expect(await unauthorised.status()).toBe("needs_auth");
    const idle = await newHubspotWorld();
    expect(await idle.object.resume(idle.ref)).toMatchObject({
      code: "not_paused",
      message: expect.stringContaining("ask for a sync"),
    });
  });

  it("let no resync through while an integration is paused, switched off or without access", async () => {
    const world = await syncedHubspotWorld();
    await world.object.pause(world.ref);
    expect(await world.object.resync(world.ref)).toMatchObject({ ok: false, code: "paused" });
    await change(world, { isActive: false });
    expect(await world.object.resync(world.ref)).toMatchObject({ ok: false, code: "inactive" });
    const unauthorised = await newHubspotWorld({ credentials: null });
    for (const verb of ["resync", "requestSync"] as const) {
      expect(await unauthorised.object[verb](unauthorised.ref)).toMatchObject({
        code: "needs_auth",
        message: expect.stringContaining("enter credentials, or authorise it"),
      });
    }
    const left = await env.DB.prepare("SELECT load_until FROM sync_cursors WHERE integration_id = ?1")
      .bind(unauthorised.integrationId)
      .first("load_until");
    expect(left).toBe(0);
  });
});

describe("a resync", () => {
  it("brings every customer to HubSpot once more, and not twice", async () => {
    const world = await syncedHubspotWorld();
    const updates = () => world.sandbox.countBy()["POST /crm/objects/contacts/batch/update"] ?? 0;
    const before = updates();
    await world.object.requestSync(world.ref);
    await eventually(() => alarmOf(world)).toBe(null);
    await eventually(world.status).toBe("idle");
    expect(updates()).toBe(before);

    expect(await world.object.resync(world.ref)).toEqual({ ok: true });
    await eventually(updates).toBe(before + 1);
    await eventually(world.status).toBe("idle");
    await world.object.requestSync(world.ref);
    await eventually(() => alarmOf(world)).toBe(null);
    await eventually(world.status).toBe("idle");
    expect(updates()).toBe(before + 1);
  });
});
