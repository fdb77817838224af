import { env } from "cloudflare:workers";
import { randomUUID } from "node:crypto";
import { HubspotAccessToken, SalesforceCredentials } from "@coccinelle/core";
import { findIntegration, moveSyncStatus, updateIntegration } from "@coccinelle/db";
import { createVault, integrationCredentialsPlace } from "@coccinelle/vault";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { call, create, listAll, newTenant } from "../../api-client.ts";
import { createIntegration, newIntegration, sync } from "./test-integration.ts";

async function storedCredentials(tenantId: string, id: string): Promise<unknown> {
  const integration = await findIntegration(env.DB, tenantId, id);
  if (!integration?.credentials) throw new Error("there are no such credentials");
  const vault = createVault(env.CREDENTIALS_KEYS, {
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  const opened = await vault.open(integration.credentials, integrationCredentialsPlace(integration));
  return z.union([HubspotAccessToken, SalesforceCredentials]).parse(JSON.parse(opened));
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
      nextSyncAt: null,
      heldUntil: null,
      heldBy: null,
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
  ])("succeeds also after %s of the sync Worker", async (_, prepare, workerEnv) => {
    const logged = [vi.spyOn(console, "info").mockReturnValue(), vi.spyOn(console, "warn").mockReturnValue()];
    const { tenantId, path } = newTenant();
    await prepare(tenantId);
    const answer = await call("POST", `${path}/integrations`, { body: newIntegration(), env: workerEnv });
    expect(answer.status).toBe(201);
    expect(logged.flatMap(({ mock }) => mock.calls)).toContainEqual([
      expect.stringContaining("sync_not_requested"),
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

  it("answers 409 with the existing integration for the same account, and takes another account", async () => {
    const { path, integration } = await createIntegration({ settings: { portalId: "1" } });
    const answer = await call("POST", path, { body: newIntegration({ settings: { portalId: "1" } }) });
    expect(answer.status).toBe(409);
    const message = expect.stringContaining(String(integration.id));
    expect(answer.body).toMatchObject({ error: { code: "conflict", message } });
    await create(path, newIntegration({ settings: { portalId: "2" } }));
    await createIntegration({ settings: { portalId: "1" } });
  });
});

describe("an integration with Salesforce", () => {
  const salesforce = (credentials: unknown, settings?: unknown) => ({
    system: "salesforce",
    credentials,
    settings,
  });
  const myDomain = "https://example.my.salesforce.com";
  const accessToken = "00D!token";
  const privateKey = "-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----";
  const client = { clientId: "client", clientSecret: "secret" };
  const certificate = { clientId: "client", privateKey, username: "sync@example.com" };

  it.each([
    ["a session's token", { instanceUrl: myDomain, accessToken }],
    ["a client and its secret", { loginUrl: myDomain, ...client }],
    ["a client and its key", { loginUrl: "https://test.salesforce.com", ...certificate }],
    ["a token of where the deployer signs in", { instanceUrl: env.SALESFORCE_LOGIN_URL, accessToken }],
  ])("takes %s, and keeps it sealed", async (_name, credentials) => {
    const { tenantId, path } = newTenant();
    const settings = { object: "Lead", account: { kind: "none" }, deletion: "erase" };
    const { id, ...answer } = await create(`${path}/integrations`, salesforce(credentials, settings));
    expect(answer).toMatchObject({ system: "salesforce", syncStatus: "idle", settings });
    expect(await storedCredentials(tenantId, id)).toEqual(credentials);
    expect(JSON.stringify(answer)).not.toContain("secret");
  });

  it.each([
    ["credentials.instanceUrl", { instanceUrl: "https://evil.example.com", accessToken }],
    ["credentials.instanceUrl", { instanceUrl: "https://my.salesforce.com.example.com", accessToken }],
    ["credentials.instanceUrl", { instanceUrl: "http://example.my.salesforce.com", accessToken }],
    ["credentials.instanceUrl", { instanceUrl: "https://login.salesforce.com", accessToken }],
    ["credentials.instanceUrl", { accessToken }],
    ["credentials.accessToken", { instanceUrl: myDomain }],
    ["credentials.accessToken", { instanceUrl: myDomain, accessToken: "two words" }],
    ["credentials.refreshToken", { instanceUrl: myDomain, accessToken, refreshToken: "token" }],
    ["credentials.loginUrl", { loginUrl: "https://evil.example.com", ...client }],
    ["credentials.loginUrl", { loginUrl: "https://login.salesforce.com.evil.example.com", ...client }],
    ["credentials.loginUrl", { loginUrl: "not an address", ...certificate }],
    ["credentials.clientSecret", { loginUrl: myDomain, clientId: "client" }],
    ["credentials.clientId", { loginUrl: myDomain, clientSecret: "secret" }],
    ["credentials.privateKey", { ...certificate, loginUrl: myDomain, privateKey: "a key" }],
    ["credentials.username", { loginUrl: myDomain, clientId: "client", privateKey }],
    ["credentials.clientSecret", { ...certificate, ...client, loginUrl: myDomain }],
    ["credentials", "a token"],
  ])("refuses a wrong %s by its name", async (field, credentials) => {
    const { path } = newTenant();
    const answer = await call("POST", `${path}/integrations`, { body: salesforce(credentials) });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: field }] } });
    expect(JSON.stringify(answer.body)).not.toContain(accessToken);
  });

  it.each([
    ["settings.object", { object: "Account" }],
    ["settings.portalId", { portalId: "1" }],
    ["settings.account", { account: { kind: "fixed" } }],
  ])("refuses a wrong %s by its name", async (field, settings) => {
    const { path } = newTenant();
    const answer = await call("POST", `${path}/integrations`, {
      body: salesforce({ instanceUrl: myDomain, accessToken }, settings),
    });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(`"path":"${field}`);
  });

  it("answers 409 for the same organisation, by either form of its id", async () => {
    const { path } = newTenant();
    const token = { instanceUrl: myDomain, accessToken };
    await create(`${path}/integrations`, salesforce(token, { organizationId: "00D000000000001" }));
    const same = salesforce(token, { organizationId: "00D000000000001AAA" });
    expect((await call("POST", `${path}/integrations`, { body: same })).status).toBe(409);
    await create(`${path}/integrations`, salesforce(token, { organizationId: "00D000000000002AAA" }));
  });

  it("exists beside one with HubSpot, and keeps the settings that its set-up found out", async () => {
    const { tenantId, path } = await createIntegration({ settings: { portalId: "1" } });
    const { id } = await create(path, salesforce({ instanceUrl: myDomain, accessToken }));
    const learned = { organizationId: "00D000000000001AAA", activityKeys: true };
    await updateIntegration(env.DB, tenantId, id, { learned }, new Date());
    const { body } = await call("PATCH", `${path}/${id}`, { body: { settings: { dailyShare: 0.1 } } });
    expect(body).toMatchObject({ settings: { ...learned, dailyShare: 0.1 } });
  });
});

describe("one integration", () => {
  it("shows the time and the reason for which its sync waits", async () => {
    const { tenantId, url, path, integration } = await createIntegration();
    const soon = new Date(Date.now() + 60_000).toISOString();
    const status = { ok: true, syncStatus: "idle", isRunning: false };
    await sync.setStatus(tenantId, { ...status, nextPassAt: soon, heldUntil: soon, heldBy: "limit" });
    const held = { nextSyncAt: soon, heldUntil: soon, heldBy: "limit" };
    expect((await call("GET", url)).body).toEqual({ ...integration, ...held });
    expect((await call("POST", `${url}/sync`)).body).toMatchObject(held);
    const [listed] = await listAll(path);
    expect(listed).toEqual(inList(integration));
  });

  it.each([
    [
      "refuses to tell",
      (tenantId: string) => sync.setStatus(tenantId, { ok: false, code: "not_found" }),
      env,
    ],
    ["fails", async () => {}, { ...env, SYNC: new Proxy(env.SYNC, { get: () => failingMethod }) }],
  ])("is shown also where the sync Worker %s", async (_, prepare, workerEnv) => {
    vi.spyOn(console, "warn").mockReturnValue();
    const { tenantId, url, integration } = await createIntegration();
    await prepare(tenantId);
    expect((await call("GET", url, { env: workerEnv })).body).toEqual(integration);
  });

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

  it("may sync again after it got the settings that it waited for", async () => {
    const { tenantId, url, integration } = await createIntegration({ settings: { portalId: "1" } });
    await moveSyncStatus(env.DB, tenantId, String(integration.id), "needs_auth");
    const answer = await call("PATCH", url, { body: { settings: { portalId: "2" } } });
    expect(answer.body).toMatchObject({ syncStatus: "idle" });
    const once = ["requestSync", integration.id];
    expect(await sync.listCalls(tenantId)).toEqual([once, once]);
  });

  it("replaces all settings but the ones that its set-up found out", async () => {
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

  it("is switched off and on, and a pass is requested only while it is on", async () => {
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

  it("is 404 for another tenant at every route, and stays as it is", async () => {
    const { tenantId, url, integration } = await createIntegration();
    const other = newTenant();
    const theirs = `${other.path}/integrations/${integration.id}`;
    for (const path of [theirs, `${theirs}/mappings`, `${theirs}/runs`]) {
      expect((await call("GET", path)).status).toBe(404);
    }
    for (const verb of ["sync", "pause", "resume", "resync", "test", "authorize"]) {
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
  it("is listed, and a change, sync or deletion is refused with a reason", async () => {
    const { tenantId, path } = newTenant();
    await create(`${path}/customers`, { firstName: "Sophie" });
    const [native] = await listAll(`${path}/integrations`);
    expect(native).toMatchObject({ system: "native", isActive: true, syncStatus: "idle" });
    const url = `${path}/integrations/${native?.id}`;
    const schedule = { nextSyncAt: null, heldUntil: null, heldBy: null };
    expect((await call("GET", url)).body).toEqual({ ...native, ...schedule });
    const refusals = [
      await call("PATCH", url, { body: { isActive: false } }),
      await call("DELETE", url),
      ...(await Promise.all(
        ["sync", "pause", "resume", "resync", "test", "authorize"].map((verb) =>
          call("POST", `${url}/${verb}`),
        ),
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
    expect(inList(z.looseObject({}).parse((await call("GET", url)).body))).toEqual(native);
    expect(await sync.listCalls(tenantId)).toEqual([]);
    for (const list of ["mappings", "runs"]) expect(await listAll(`${url}/${list}`)).toEqual([]);
  });
});

describe("listing integrations", () => {
  it("gives each integration of the tenant once, page by page, without credentials", async () => {
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
    expect(listed).toEqual(expect.arrayContaining(integrations.map(inList)));
    expect(JSON.stringify(listed)).not.toMatch(/credentials|v1\./);
  });
});

/** Takes the fields of an integration that a list shows. */
function inList({ nextSyncAt, heldUntil, heldBy, ...listed }: Record<string, unknown>) {
  return listed;
}

function failingMethod(): Promise<never> {
  return Promise.reject(new Error("the sync Worker is gone"));
}
