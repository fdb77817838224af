import { env } from "cloudflare:workers";
import { randomUUID } from "node:crypto";
import { findChannel } from "@coccinelle/db";
import { channelCredentialsPlace, createVault } from "@coccinelle/vault";
import { describe, expect, it, vi } from "vitest";
import { call, create, listAll, newTenant } from "../../api-client.ts";

function newCredentials() {
  return { accountSid: `AC${randomUUID().replaceAll("-", "")}`, authToken: randomUUID() };
}

function newChannel(overrides: Record<string, unknown> = {}) {
  return { provider: "twilio", address: "+33757900000", credentials: newCredentials(), ...overrides };
}

async function storedCredentials(tenantId: string, id: string): Promise<unknown> {
  const channel = await findChannel(env.DB, tenantId, id);
  if (!channel) throw new Error("there is no such channel");
  const vault = createVault(env.CREDENTIALS_KEYS, {
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  return JSON.parse(await vault.open(channel.credentials, channelCredentialsPlace(channel)));
}

describe("creating a channel", () => {
  it("answers 201 with the channel and none of its credentials, which are sealed", async () => {
    const { tenantId, path } = newTenant();
    const credentials = { ...newCredentials(), previousAuthToken: randomUUID() };
    const settings = { defaultCountry: "BE", messagingServiceSid: "MG0123456789abcdef0123456789abcdef" };
    const answer = await call("POST", `${path}/channels`, {
      body: newChannel({ address: "0470 12 34 56", credentials, settings }),
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      provider: "twilio",
      address: "+32470123456",
      settings,
      accountSid: credentials.accountSid,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    const [channel] = await listAll(`${path}/channels`);
    const id = channel?.id ?? "";
    expect(await storedCredentials(tenantId, id)).toEqual(credentials);
    const stored = await findChannel(env.DB, tenantId, id);
    expect(stored).toMatchObject({
      accountId: credentials.accountSid,
      serviceId: settings.messagingServiceSid,
    });
    expect(JSON.stringify(stored)).not.toContain(credentials.authToken);
    expect(JSON.stringify(stored)).not.toContain(credentials.previousAuthToken);
  });

  it.each([
    ["+33 7 57 90 00 00", "+33757900000"],
    ["whatsapp:+33757900000", "+33757900000"],
    ["MG0123456789abcdef0123456789abcdef", "MG0123456789abcdef0123456789abcdef"],
    ["36180", "36180"],
    ["Coccinelle", "Coccinelle"],
  ])("stores the address %s as %s", async (address, stored) => {
    const channel = await create(`${newTenant().path}/channels`, newChannel({ address }));
    expect(channel).toMatchObject({ address: stored, settings: {} });
  });

  it.each([
    ["address", newChannel({ address: "call me, maybe?" })],
    ["address", newChannel({ address: "061234567" })],
    ["provider", newChannel({ provider: "carrier-pigeon" })],
    ["credentials.accountSid", newChannel({ credentials: { ...newCredentials(), accountSid: "SK1" } })],
    ["credentials.authToken", newChannel({ credentials: { accountSid: "AC1" } })],
    ["credentials.apiKey", newChannel({ credentials: { ...newCredentials(), apiKey: "k" } })],
    ["settings.defaultCountry", newChannel({ settings: { defaultCountry: "France" } })],
    ["settings.color", newChannel({ settings: { color: "red" } })],
  ])("refuses a wrong %s by its name", async (field, body) => {
    const { path } = newTenant();
    const answer = await call("POST", `${path}/channels`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { code: "invalid_request", details: [{ path: field }] } });
    expect(await listAll(`${path}/channels`)).toEqual([]);
  });

  it("refuses credentials without repeating them", async () => {
    const credentials = {
      accountSid: randomUUID(),
      authToken: randomUUID(),
      previousAuthToken: [randomUUID()],
    };
    const answer = await call("POST", `${newTenant().path}/channels`, { body: newChannel({ credentials }) });
    expect(answer.status).toBe(400);
    for (const secret of Object.values(credentials).flat())
      expect(JSON.stringify(answer.body)).not.toContain(secret);
  });

  it("answers 409 to an address that the tenant has already, and lets another tenant have it", async () => {
    const { path } = newTenant();
    await create(`${path}/channels`, newChannel());
    const answer = await call("POST", `${path}/channels`, {
      body: newChannel({ address: "07 57 90 00 00" }),
    });
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ error: { code: "conflict" } });
    await create(`${newTenant().path}/channels`, newChannel());
  });

  it("names the variable when the keyring is not usable, and shows nothing of it", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const answer = await call("POST", `${newTenant().path}/channels`, {
      body: newChannel(),
      env: { ...env, CREDENTIALS_KEYS: '{"current":"k1","keys":{"k1":"c2hvcnQ="}}' },
    });
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      error: { code: "configuration", message: expect.stringContaining("CREDENTIALS_KEYS") },
    });
    expect(JSON.stringify(answer.body)).not.toContain("c2hvcnQ=");
  });
});

describe("one channel", () => {
  it("is read and deleted by its id", async () => {
    const { path } = newTenant();
    const channel = await create(`${path}/channels`, newChannel());
    const url = `${path}/channels/${channel.id}`;
    expect((await call("GET", url)).body).toEqual(channel);
    const deleted = await call("DELETE", url);
    expect([deleted.status, deleted.body]).toEqual([204, null]);
    expect((await call("GET", url)).status).toBe(404);
    expect((await call("DELETE", url)).status).toBe(404);
  });

  it("gets new credentials, and keeps its settings", async () => {
    const { tenantId, path } = newTenant();
    const settings = { connectionOverrides: "rc=5&rp=all" };
    const channel = await create(`${path}/channels`, newChannel({ settings }));
    const credentials = newCredentials();
    const answer = await call("PATCH", `${path}/channels/${channel.id}`, { body: { credentials } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      ...channel,
      accountSid: credentials.accountSid,
      updatedAt: expect.any(String),
    });
    expect(await storedCredentials(tenantId, channel.id)).toEqual(credentials);
  });

  it("gets new settings, its Messaging Service with them, and keeps its credentials", async () => {
    const { tenantId, path } = newTenant();
    const credentials = newCredentials();
    const before = newChannel({
      credentials,
      settings: { defaultCountry: "BE", messagingServiceSid: "MG1" },
    });
    const { id } = await create(`${path}/channels`, before);
    for (const settings of [{ messagingServiceSid: "MG2" }, {}]) {
      const answer = await call("PATCH", `${path}/channels/${id}`, { body: { settings } });
      expect(answer.body).toMatchObject({ settings });
      const stored = await findChannel(env.DB, tenantId, id);
      expect(stored?.serviceId).toBe(settings.messagingServiceSid ?? null);
      expect(stored?.settings).toEqual(settings);
    }
    expect(await storedCredentials(tenantId, id)).toEqual(credentials);
  });

  it("keeps its address and its provider", async () => {
    const { path } = newTenant();
    const { id } = await create(`${path}/channels`, newChannel());
    for (const field of ["address", "provider"]) {
      const answer = await call("PATCH", `${path}/channels/${id}`, { body: { [field]: "+33757900001" } });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ error: { details: [{ path: field, message: "unknown field" }] } });
    }
  });

  it("is 404 for another tenant, and untouched", async () => {
    const { tenantId, path } = newTenant();
    const credentials = newCredentials();
    const channel = await create(`${path}/channels`, newChannel({ credentials }));
    const url = `${newTenant().path}/channels/${channel.id}`;
    expect((await call("GET", url)).status).toBe(404);
    expect((await call("PATCH", url, { body: { credentials: newCredentials() } })).status).toBe(404);
    expect((await call("DELETE", url)).status).toBe(404);
    expect((await call("GET", `${path}/channels/${channel.id}`)).body).toEqual(channel);
    expect(await storedCredentials(tenantId, channel.id)).toEqual(credentials);
  });
});

describe("listing channels", () => {
  it("lists each of the tenant's own channels once, page by page", async () => {
    const { path } = newTenant();
    const channels = [];
    for (const address of ["36180", "36181", "36182"]) {
      channels.push(await create(`${path}/channels`, newChannel({ address })));
    }
    await create(`${newTenant().path}/channels`, newChannel());
    const listed = await listAll(`${path}/channels?limit=2`);
    expect(listed).toHaveLength(3);
    expect(listed).toEqual(expect.arrayContaining(channels));
  });
});
