import { env } from "cloudflare:workers";
import { randomUUID } from "node:crypto";
import { HubspotCredentials } from "@coccinelle/core";
import { findIntegration, updateIntegration } from "@coccinelle/db";
import { createVault, integrationCredentialsPlace } from "@coccinelle/vault";
import { describe, expect, it, vi } from "vitest";
import { call, create, listAll, newTenant } from "./api-client.ts";
import { createIntegration, newIntegration, sync } from "./test-integration.ts";

async function storedCredentials(tenantId: string, id: string): Promise<unknown> {
  const integration = await findIntegration(env.DB, tenantId, id);
  if (!integration?.credentials) throw new Error("there are no such credentials");
  const vault = createVault(env.CREDENTIALS_KEYS, {
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  const opened = await vault.open(integration.credentials, integrationCredentialsPlace(integration));
  return HubspotCredentials.parse(JSON.parse(opened));
}

describe("creating an integration", () => {
  it("answers 201 with the integration, seals its credentials, and asks for its first sync", async () => {
    const { tenantId, path } = newTenant();
    const credentials = { accessToken: randomUUID() };
    const settings = { portalId: "12345", deletion: "erase", fields: { email: { rule: "ours" } } };
    const answer = await call("POST", `${path}/integrations`, {
      body: newIntegration({ credentials, settings }),
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      system: "hubspot",
      isActive: true,
      settings,
      syncStatus: "idle",
      lastSyncAt: null,
      pending: 0,
      failed: 0,
      lastError: null,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    const [integration] = await listAll(`${path}/integrations`);
    const id = integration?.id ?? "";
    expect(await storedCredentials(tenantId, id)).toEqual(credentials);
    expect(JSON.stringify(await findIntegration(env.DB, tenantId, id))).not.toContain(
      credentials.accessToken,
    );
    expect(await sync.listCalls(tenantId)).toEqual([["requestSync", id]]);
  });

  it("waits for an authorisation where there are no credentials, and asks for no sync", async () => {
    const { tenantId, integration } = await createIntegration({ credentials: undefined });
    expect(integration).toMatchObject({ syncStatus: "needs_auth", settings: {} });
    expect(await sync.listCalls(tenantId)).toEqual([]);
  });

  it.each([
    [
      "a refusal",
      async (tenantId: string) => sync.setAnswer(tenantId, { ok: false, code: "late", message: "" }),
      env,
    ],
    ["a failure", async () => {}, { ...env, SYNC: new Proxy(env.SYNC, { get: () => failingMethod }) }],
  ])("is done all the same after %s of the sync Worker", async (_, prepare, workerEnv) => {
    const logged = [vi.spyOn(console, "info").mockReturnValue(), vi.spyOn(console, "warn").mockReturnValue()];
    const { tenantId, path } = newTenant();
    await prepare(tenantId);
    const answer = await call("POST", `${path}/integrations`, { body: newIntegration(), env: workerEnv });
    expect(answer.status).toBe(201);
    expect(logged.flatMap(({ mock }) => mock.calls)).toEqual([
      [expect.stringContaining("sync_not_requested")],
    ]);
  });

  it.each([
    ["system", newIntegration({ system: "native" })],
    ["system", newIntegration({ system: "carrier-pigeon" })],
    ["credentials", newIntegration({ credentials: null })],
    ["credentials.accessToken", newIntegration({ credentials: {} })],
    ["credentials.accessToken", newIntegration({ credentials: { accessToken: "two words" } })],
    ["credentials.refreshToken", newIntegration({ credentials: { accessToken: "a", refreshToken: "b" } })],
    ["settings", newIntegration({ settings: "none" })],
    ["settings.portalId", newIntegration({ settings: { portalId: "my portal" } })],
    ["settings.deletion", newIntegration({ settings: { deletion: "shred" } })],
    ["settings.color", newIntegration({ settings: { color: "red" } })],
    ["settings.fields.email.rule", newIntegration({ settings: { fields: { email: { rule: "mine" } } } })],
    ["isActive", newIntegration({ isActive: false })],
  ])("refuses a wrong %s by its name", async (field, body) => {
    const { path } = newTenant();
    const answer = await call("POST", `${path}/integrations`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { code: "invalid_request", details: [{ path: field }] } });
    expect(await listAll(`${path}/integrations`)).toEqual([]);
  });

  it("does not repeat credentials that it refuses", async () => {
    const secret = randomUUID();
    const answer = await call("POST", `${newTenant().path}/integrations`, {
      body: newIntegration({ credentials: { accessToken: `${secret} ${secret}`, apiKey: secret } }),
    });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain(secret);
  });

  it("answers 409 to an account that the tenant has an integration with, and takes another one", async () => {
    const { path } = await createIntegration({ settings: { portalId: "1" } });
    const answer = await call("POST", path, { body: newIntegration({ settings: { portalId: "1" } }) });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ error: { code: "conflict" } });
    await create(path, newIntegration({ settings: { portalId: "2" } }));
    await createIntegration({ settings: { portalId: "1" } });
  });
});

describe("one integration", () => {
  it("is read and deleted by its id", async () => {
    const { url, integration } = await createIntegration();
    expect((await call("GET", url)).body).toEqual(integration);
    const deleted = await call("DELETE", url);
    expect([deleted.status, deleted.body]).toEqual([204, null]);
    expect((await call("GET", url)).status).toBe(404);
    expect((await call("DELETE", url)).status).toBe(404);
  });

  it("gets new credentials, keeps its settings, and may sync again", async () => {
    const { tenantId, url, integration } = await createIntegration({
      credentials: undefined,
      settings: { portalId: "1" },
    });
    const credentials = { accessToken: randomUUID() };
    const answer = await call("PATCH", url, { body: { credentials } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...integration, syncStatus: "idle", updatedAt: expect.any(String) });
    expect(await storedCredentials(tenantId, integration.id)).toEqual(credentials);
    expect(await sync.listCalls(tenantId)).toEqual([["requestSync", integration.id]]);
  });

  it("gets new settings whole, but for what was learned of the CRM", async () => {
    const { tenantId, url, integration } = await createIntegration({
      settings: { portalId: "1", ownerId: "7" },
    });
    await updateIntegration(
      env.DB,
      tenantId,
      integration.id,
      { learned: { activityKeys: true } },
      new Date(),
    );
    const patch = async (settings: unknown) => (await call("PATCH", url, { body: { settings } })).body;
    expect(await patch({ portalId: "2" })).toMatchObject({ settings: { portalId: "2", activityKeys: true } });
    expect(await patch({})).toMatchObject({ settings: { activityKeys: true } });
    expect(await patch({ activityKeys: false })).toMatchObject({ settings: { activityKeys: false } });
  });

  it("is switched off and on, and asked to sync only when it is on", async () => {
    const { tenantId, url, integration } = await createIntegration();
    for (const isActive of [false, true]) {
      const answer = await call("PATCH", url, { body: { isActive } });
      expect(answer.body).toEqual({ ...integration, isActive, updatedAt: expect.any(String) });
    }
    const once = ["requestSync", integration.id];
    expect(await sync.listCalls(tenantId)).toEqual([once, once]);
  });

  it.each([
    ["system", { system: "hubspot" }],
    ["syncStatus", { syncStatus: "idle" }],
    ["credentials.accessToken", { credentials: {} }],
    ["settings.color", { settings: { color: "red" } }],
    ["isActive", { isActive: "yes" }],
  ])("refuses a wrong %s by its name, and stays as it is", async (field, body) => {
    const { url, integration } = await createIntegration();
    const answer = await call("PATCH", url, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: field }] } });
    expect((await call("GET", url)).body).toEqual(integration);
  });

  it("is 404 for another tenant in everything, and untouched", async () => {
    const { tenantId, url, integration } = await createIntegration();
    const other = newTenant();
    const theirs = `${other.path}/integrations/${integration.id}`;
    for (const path of [theirs, `${theirs}/mappings`, `${theirs}/runs`]) {
      expect((await call("GET", path)).status).toBe(404);
    }
    for (const verb of ["sync", "pause", "resume", "test", "authorize"]) {
      expect((await call("POST", `${theirs}/${verb}`)).status).toBe(404);
    }
    expect((await call("PATCH", theirs, { body: { isActive: false } })).status).toBe(404);
    expect((await call("DELETE", theirs)).status).toBe(404);
    expect((await call("GET", url)).body).toEqual(integration);
    expect(await sync.listCalls(other.tenantId)).toEqual([]);
    expect(await sync.listCalls(tenantId)).toHaveLength(1);
  });
});

describe("the native integration", () => {
  it("is listed, and neither changed, synced nor deleted, with a reason", async () => {
    const { tenantId, path } = newTenant();
    await create(`${path}/customers`, { firstName: "Sophie" });
    const [native] = await listAll(`${path}/integrations`);
    expect(native).toMatchObject({ system: "native", isActive: true, syncStatus: "idle" });
    const url = `${path}/integrations/${native?.id}`;
    expect((await call("GET", url)).body).toEqual(native);
    const refusals = [
      await call("PATCH", url, { body: { isActive: false } }),
      await call("DELETE", url),
      ...(await Promise.all(
        ["sync", "pause", "resume", "test", "authorize"].map((verb) => call("POST", `${url}/${verb}`)),
      )),
    ];
    for (const { status, body } of refusals) {
      expect(status).toBe(409);
      expect(body).toMatchObject({
        error: {
          code: "conflict",
          message: expect.stringContaining("native is no CRM that customers are synced to"),
        },
      });
    }
    expect((await call("GET", url)).body).toEqual(native);
    expect(await sync.listCalls(tenantId)).toEqual([]);
    for (const list of ["mappings", "runs"]) expect(await listAll(`${url}/${list}`)).toEqual([]);
  });
});

describe("listing integrations", () => {
  it("walks through the tenant's own, each once, page by page, and shows no credentials", async () => {
    const { path } = newTenant();
    const credentials = { accessToken: randomUUID() };
    const integrations = [];
    for (const portalId of ["1", "2", "3"]) {
      integrations.push(
        await create(`${path}/integrations`, newIntegration({ credentials, settings: { portalId } })),
      );
    }
    await createIntegration();
    const listed = await listAll(`${path}/integrations?limit=2`);
    expect(listed).toHaveLength(3);
    expect(listed).toEqual(expect.arrayContaining(integrations));
    expect(JSON.stringify(listed)).not.toMatch(/credentials|v1\./);
  });
});

function failingMethod(): Promise<never> {
  return Promise.reject(new Error("the sync Worker is gone"));
}
