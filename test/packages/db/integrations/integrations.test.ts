import { env } from "cloudflare:workers";
import { ConflictError, NotFoundError, SyncStatus, statusesBefore } from "@coccinelle/core";
import {
  createSyncStore,
  deleteIntegration,
  findIntegration,
  findIntegrationOverview,
  insertIntegration,
  listIntegrations,
  listIntegrationsToSync,
  listMappings,
  listSyncRuns,
  moveSyncStatus,
  PassStoppedError,
  reviveIntegration,
  updateIntegration,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { insertProspect } from "../tenant-rows.ts";
import {
  insertMapping,
  insertNewIntegration,
  insertRow,
  insertRun,
  NOW,
  newIntegration,
} from "./integration-rows.ts";

const LATER = new Date("2026-06-02T12:00:00.000Z");
/** A time at which every integration is due to be read back. */
const TO_BE_LOOKED_AT = new Date("2999-01-01T00:00:00.000Z");

describe("integrations", () => {
  it("come back as they were inserted, active and idle", async () => {
    const integration = newIntegration();
    const inserted = await insertIntegration(env.DB, integration, NOW);
    expect(inserted).toEqual({
      ...integration,
      isActive: true,
      syncStatus: "idle",
      lastSyncAt: null,
      createdAt: NOW.toISOString(),
      updatedAt: NOW.toISOString(),
    });
    expect(await findIntegration(env.DB, integration.tenantId, integration.id)).toEqual(inserted);
  });

  it("need an authorisation while they have no credentials", async () => {
    expect(await insertNewIntegration({ credentials: null })).toMatchObject({
      credentials: null,
      syncStatus: "needs_auth",
    });
  });

  it("are one for each account of a tenant", async () => {
    const { tenantId, id } = await insertNewIntegration({ settings: { portalId: "1" } });
    await expect(insertNewIntegration({ tenantId, settings: { portalId: "1" } })).rejects.toThrow(
      ConflictError,
    );
    const other = await insertNewIntegration({ tenantId, settings: { portalId: "2" } });
    const move = (portalId: string) =>
      updateIntegration(env.DB, tenantId, other.id, { settings: { portalId } }, LATER);
    await expect(move("1")).rejects.toThrow(ConflictError);
    await expect(move("1")).rejects.toMatchObject({
      message: expect.stringContaining(id),
      context: { integrationId: id },
    });
    const learned = { portalId: "1" };
    await expect(updateIntegration(env.DB, tenantId, other.id, { learned }, LATER)).rejects.toMatchObject({
      context: { integrationId: id },
    });
    await expect(move("2")).resolves.toMatchObject({ settings: { portalId: "2" } });
    await expect(insertNewIntegration({ settings: { portalId: "1" } })).resolves.toMatchObject({
      syncStatus: "idle",
    });
    for (const _ of [1, 2]) await insertNewIntegration({ tenantId, settings: {} });
    await expect(insertNewIntegration({ id: other.id })).rejects.not.toThrow(ConflictError);
  });

  it("change the given values and keep the others", async () => {
    const before = await insertNewIntegration({ settings: { portalId: "1", ownerId: "7" } });
    const change = (changes: Parameters<typeof updateIntegration>[3]) =>
      updateIntegration(env.DB, before.tenantId, before.id, changes, LATER);
    const updatedAt = LATER.toISOString();
    expect(await change({ isActive: false })).toEqual({ ...before, isActive: false, updatedAt });
    expect(await change({ credentials: "new" })).toMatchObject({ credentials: "new", isActive: false });
    expect(await change({ isActive: true, settings: { portalId: "2" } })).toEqual({
      ...before,
      credentials: "new",
      settings: { portalId: "2" },
      updatedAt,
    });
  });

  it("keep their settings when facts about the CRM are added", async () => {
    const { tenantId, id } = await insertNewIntegration({ settings: { portalId: "1" } });
    const learn = (activityKeys: boolean) =>
      updateIntegration(env.DB, tenantId, id, { learned: { activityKeys } }, LATER);
    expect((await learn(true)).settings).toEqual({ portalId: "1", activityKeys: true });
    expect((await learn(false)).settings).toEqual({ portalId: "1", activityKeys: false });
  });

  describe.each(SyncStatus.options)("that are %s", (status) => {
    const failed = status === "error" || status === "needs_auth";
    const after = failed ? "idle" : status;

    async function insertWithStatus() {
      const { tenantId, id } = await insertNewIntegration();
      if (status === "error") await moveSyncStatus(env.DB, tenantId, id, "syncing");
      if (status !== "idle") expect(await moveSyncStatus(env.DB, tenantId, id, status)).toBe(true);
      const update = (changes: Parameters<typeof updateIntegration>[3]) =>
        updateIntegration(env.DB, tenantId, id, changes, LATER);
      return { tenantId, id, update };
    }

    it("may sync again with new credentials or settings if they failed or waited for an authorisation, and only then", async () => {
      expect(after === status || statusesBefore(after).includes(status)).toBe(true);
      for (const changes of [{ credentials: "new" }, { settings: {} }]) {
        const { update } = await insertWithStatus();
        expect((await update(changes)).syncStatus).toBe(after);
      }
    });

    it("keep that status when facts about the CRM are added, and when they are switched on", async () => {
      const { update } = await insertWithStatus();
      expect((await update({ learned: { activityKeys: true }, isActive: true })).syncStatus).toBe(status);
    });

    it("are revived if they failed or waited for an authorisation, and only then", async () => {
      const { tenantId, id } = await insertWithStatus();
      expect(await reviveIntegration(env.DB, uniqueId("tenant"), id)).toBe(false);
      expect((await findIntegration(env.DB, tenantId, id))?.syncStatus).toBe(status);
      expect(await reviveIntegration(env.DB, tenantId, id)).toBe(failed);
      expect((await findIntegration(env.DB, tenantId, id))?.syncStatus).toBe(after);
    });
  });

  it("wait for their first credentials, whatever settings they get", async () => {
    const { tenantId, id } = await insertNewIntegration({ credentials: null });
    const changed = await updateIntegration(env.DB, tenantId, id, { settings: { portalId: "1" } }, LATER);
    expect(changed.syncStatus).toBe("needs_auth");
  });

  describe("while a pass is under way", () => {
    async function beginPass() {
      const { id: integrationId, tenantId } = await insertNewIntegration();
      const deps = { db: env.DB, clock: () => NOW, newId: () => crypto.randomUUID() };
      const pass = { tenantId, integrationId, system: "hubspot", passToken: deps.newId() };
      const store = createSyncStore({ ...deps, ...pass });
      expect(await store.beginPass()).not.toBeNull();
      const end = { result: "needs_auth", startedAt: NOW, finishedAt: NOW, failures: 0, counts: {} };
      const endUnauthorised = () => store.endPass({ ...end, status: "needs_auth", error: "refused" });
      const update = (changes: Parameters<typeof updateIntegration>[3]) =>
        updateIntegration(env.DB, tenantId, integrationId, changes, LATER);
      const status = async () => (await findIntegration(env.DB, tenantId, integrationId))?.syncStatus;
      return { endUnauthorised, update, status };
    }

    it.each([
      ["credentials", { credentials: "v1.k.new" }],
      ["settings", { settings: { portalId: "2" } }],
    ])("keep new %s where a pass that began with the old ones is refused", async (_name, changes) => {
      const { endUnauthorised, update, status } = await beginPass();
      await update(changes);
      await expect(endUnauthorised()).rejects.toThrow(PassStoppedError);
      expect(await status()).toBe("syncing");
    });

    it("are idle at once when they are switched off", async () => {
      const { endUnauthorised, update, status } = await beginPass();
      await update({ isActive: false });
      expect(await status()).toBe("idle");
      await expect(endUnauthorised()).rejects.toThrow(PassStoppedError);
      expect(await status()).toBe("idle");
    });

    it("take the facts that a set-up found without ending the pass", async () => {
      const { endUnauthorised, update, status } = await beginPass();
      await update({ learned: { activityKeys: true } });
      await endUnauthorised();
      expect(await status()).toBe("needs_auth");
    });
  });

  it("are deleted once, with the whole state of their sync", async () => {
    const integration = await insertNewIntegration();
    const { tenantId, id } = integration;
    await insertMapping(integration);
    await insertRun(integration, 0, null);
    expect(await deleteIntegration(env.DB, tenantId, id)).toBe(true);
    expect(await deleteIntegration(env.DB, tenantId, id)).toBe(false);
    expect(await findIntegration(env.DB, tenantId, id)).toBeNull();
    expect((await listMappings(env.DB, tenantId, id, {})).items).toEqual([]);
    expect((await listSyncRuns(env.DB, tenantId, id)).items).toEqual([]);
  });

  it("belong to one tenant and are invisible to all others", async () => {
    const integration = await insertNewIntegration();
    const { tenantId, id } = integration;
    await insertMapping(integration);
    await insertRun(integration, 0, null);
    const other = uniqueId("tenant");
    const nothing = { items: [], nextCursor: null };
    expect(await findIntegration(env.DB, other, id)).toBeNull();
    expect(await findIntegrationOverview(env.DB, other, id)).toBeNull();
    expect(await listIntegrations(env.DB, other)).toEqual(nothing);
    expect(await listMappings(env.DB, other, id, {})).toEqual(nothing);
    expect(await listSyncRuns(env.DB, other, id)).toEqual(nothing);
    await expect(updateIntegration(env.DB, other, id, { isActive: false }, LATER)).rejects.toThrow(
      NotFoundError,
    );
    expect(await deleteIntegration(env.DB, other, id)).toBe(false);
    expect(await findIntegration(env.DB, tenantId, id)).toEqual(integration);
  });

  it("can be read where another program wrote them", async () => {
    const tenant = uniqueId("tenant");
    const id = uniqueId("old");
    await insertRow("crm_integrations", {
      id,
      tenant_id: tenant,
      system_type: "zoho",
      settings: "{half",
      is_active: null,
      created_at: null,
      updated_at: null,
      sync_status: "done",
    });
    expect(await findIntegration(env.DB, tenant, id)).toEqual({
      id,
      tenantId: tenant,
      system: "zoho",
      isActive: false,
      credentials: null,
      settings: { text: "{half" },
      syncStatus: "idle",
      lastSyncAt: null,
      createdAt: null,
      updatedAt: null,
    });
    const changed = await updateIntegration(env.DB, tenant, id, { learned: { activityKeys: true } }, NOW);
    expect(changed.settings).toEqual({ activityKeys: true });
  });
});

describe("the integrations to sync", () => {
  it("are the ones of all tenants that have something to sync and may begin a pass, each once", async () => {
    const waiting = [
      await insertNewIntegration(),
      await insertNewIntegration(),
      await insertNewIntegration(),
    ];
    const failed = await insertNewIntegration();
    await moveSyncStatus(env.DB, failed.tenantId, failed.id, "syncing");
    const cutOff = await insertNewIntegration();
    await moveSyncStatus(env.DB, cutOff.tenantId, cutOff.id, "syncing");
    await moveSyncStatus(env.DB, failed.tenantId, failed.id, "error");
    const paused = await insertNewIntegration();
    await moveSyncStatus(env.DB, paused.tenantId, paused.id, "paused");
    const off = await insertNewIntegration();
    await updateIntegration(env.DB, off.tenantId, off.id, { isActive: false }, NOW);
    const unauthorised = await insertNewIntegration({ credentials: null });
    const native = uniqueId("tenant");
    await insertProspect(native, {});
    const foreign = uniqueId("zoho");
    await insertRow("crm_integrations", { id: foreign, tenant_id: native, system_type: "zoho" });

    const listed = [];
    let cursor: string | undefined;
    do {
      const page = await listIntegrationsToSync(env.DB, { limit: 2, cursor }, TO_BE_LOOKED_AT);
      listed.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    for (const { tenantId, id } of [...waiting, failed, cutOff]) {
      expect(listed.filter(({ integrationId }) => integrationId === id)).toEqual([
        { tenantId, integrationId: id },
      ]);
    }
    const ids = new Set(listed.map(({ integrationId }) => integrationId));
    for (const id of [paused.id, off.id, unauthorised.id, `native:${native}`, foreign]) {
      expect(ids).not.toContain(id);
    }
  });
});
