import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { deleteIntegration } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { alarmOf, captureLogs } from "../worlds/observing.ts";
import { rename, syncedHubspotWorld } from "../worlds/synced-world.ts";

const ORIGIN = "https://crm.example.com";

describe("an integration", () => {
  it("is forgotten by its object once it is deleted", async () => {
    const world = await syncedHubspotWorld();
    await deleteIntegration(env.DB, world.tenantId, world.integrationId);
    expect(await world.object.requestSync(world.ref)).toMatchObject({ ok: false, code: "not_found" });
    const left = await runInDurableObject(world.object, (_instance, { storage }) => storage.list());
    expect(left.size).toBe(0);
    expect(await alarmOf(world)).toBe(null);
  });

  it("is not found by another tenant, and goes on", async () => {
    const world = await syncedHubspotWorld();
    const foreign = { ...world.ref, tenantId: "another" };
    for (const verb of ["status", "requestSync", "pause", "resume", "resync", "setUp"] as const) {
      expect(await world.object[verb](foreign)).toMatchObject({ ok: false, code: "not_found" });
    }
    expect(await world.object.authorize(foreign, ORIGIN)).toMatchObject({ ok: false, code: "not_found" });
    expect(await world.status()).toBe("idle");
    const left = await runInDurableObject(world.object, (_instance, { storage }) => storage.list());
    expect(left.get("ref")).toEqual(world.ref);
  });

  it("leaves no secret in its object's storage or in a log", async () => {
    const logged = captureLogs();
    const world = await syncedHubspotWorld();
    world.sandbox.faults.push({ match: () => true, kind: "fail-before", times: 4 });
    await rename(world, "Sofia");
    await world.object.requestSync(world.ref);
    await eventually(() => alarmOf(world)).toBe(null);
    const kept = await runInDurableObject(world.object, async (_instance, { storage }) => [
      ...(await storage.list()),
    ]);
    const texts = `${JSON.stringify(kept)}\n${logged()}`;
    expect(texts).toContain("sync_pass");
    for (const secret of [world.accessToken, "Sophie", "Sofia", "+33612345678"]) {
      expect(texts).not.toContain(secret);
    }
  });
});
