import { describe, expect, it } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { type HubspotWorld, newHubspotWorld } from "../worlds/hubspot-world.ts";
import { alarmOf } from "../worlds/observing.ts";
import { change, rename, sophie, syncedHubspotWorld } from "../worlds/synced-world.ts";

describe("the set-up", () => {
  const setUps = ({ sandbox }: HubspotWorld) =>
    sandbox.countBy()["POST /crm/objects/communications/batch/read"] ?? 0;

  it("runs once, and again when settings or credentials change", async () => {
    const world = await syncedHubspotWorld();
    await world.object.requestSync(world.ref);
    await eventually(() => alarmOf(world)).toBe(null);
    await eventually(world.status).toBe("idle");
    expect(setUps(world)).toBe(1);

    await change(world, { settings: { dailyShare: 0.9 } });
    await world.object.requestSync(world.ref);
    await eventually(() => setUps(world)).toBe(2);

    const credentials = await world.seal({ accessToken: world.accessToken });
    await change(world, { credentials });
    await world.object.requestSync(world.ref);
    await eventually(() => setUps(world)).toBe(3);
  });

  it("says what an administrator has to do, and nothing is synced before that is done", async () => {
    const world = await newHubspotWorld({
      scopes: ["crm.objects.contacts.read", "crm.schemas.contacts.read"],
    });
    await world.customers.createCustomer(sophie);
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("error");
    expect(await world.lastError()).toMatch(/crm\.schemas\.contacts\.write/);
    expect(world.firstNames()).toEqual([]);
    await eventually(() => alarmOf(world)).toBeGreaterThan(Date.now());
  });

  it("runs again when something that it made in HubSpot is gone", async () => {
    const world = await syncedHubspotWorld();
    const state = world.sandbox.export();
    world.sandbox.import({ ...state, properties: { ...state.properties, contacts: [] } });
    await rename(world, "Sofia");
    await world.object.resync(world.ref);
    await eventually(world.status).toBe("error");
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
    expect(setUps(world)).toBe(2);
  });

  it("is reported by a test of the integration, and the next pass need not repeat it", async () => {
    const world = await newHubspotWorld();
    const answer = await world.object.setUp(world.ref);
    expect(answer).toMatchObject({ ok: true, report: { ready: true } });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
    await eventually(() => alarmOf(world)).toBe(null);
    expect(setUps(world)).toBe(1);
  });

  it("is refused with needs_auth where HubSpot refuses the access token", async () => {
    const world = await newHubspotWorld({ credentials: () => ({ accessToken: crypto.randomUUID() }) });
    expect(await world.object.setUp(world.ref)).toMatchObject({ ok: false, code: "needs_auth" });
  });
});
