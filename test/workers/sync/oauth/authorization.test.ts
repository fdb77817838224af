import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { Buffer } from "node:buffer";
import { HubspotAuthorization } from "@coccinelle/core";
import { updateIntegration } from "@coccinelle/db";
import { HUBSPOT_SCOPES, type HubspotSandbox } from "@coccinelle/sandbox";
import { afterEach, describe, expect, it, vi } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { type AnyWorld, CRMS, tokensOf } from "../worlds/crms.ts";
import { newHubspotWorld } from "../worlds/hubspot-world.ts";
import { captureLogs } from "../worlds/observing.ts";
import { newSalesforceWorld } from "../worlds/salesforce-world.ts";
import { isTokenRequest } from "../worlds/tenant-with-crm.ts";

const ORIGIN = "http://127.0.0.1:8787";
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

afterEach(() => vi.useRealTimers());

async function authorizeUrl({ object, ref }: Pick<AnyWorld, "object" | "ref">): Promise<URL> {
  const answer = await object.authorize(ref, ORIGIN);
  if (!answer.ok) throw new Error(answer.message);
  return new URL(answer.url);
}

/** Agrees as a person does. Gives the address to which the CRM sends the person back. */
async function agree({ sandbox }: Pick<AnyWorld, "sandbox">, url: URL): Promise<string> {
  const response = await sandbox.fetch(new Request(`${url.href}&auto=1`, { redirect: "manual" }));
  return response.headers.get("location") ?? "";
}

async function visit(address: string): Promise<{ status: number; text: string }> {
  const response = await exports.default.fetch(address);
  return { status: response.status, text: await response.text() };
}

/** The form of a request. `text()` would do, but workerd warns whenever it reads a form. */
async function formOf(request: Request): Promise<string> {
  return new TextDecoder().decode(await request.clone().arrayBuffer());
}

/** A key pair in PEM. */
async function newKeyPair(): Promise<{ privateKey: string; publicKey: string }> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: "SHA-256",
  };
  const pair = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("it is no pair");
  const toPem = async (format: "pkcs8" | "spki", key: CryptoKey, label: string) => {
    const exported = await crypto.subtle.exportKey(format, key);
    if (!(exported instanceof ArrayBuffer)) throw new Error("it is no key in bytes");
    const lines =
      Buffer.from(exported)
        .toString("base64")
        .match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
  };
  return {
    privateKey: await toPem("pkcs8", pair.privateKey, "PRIVATE KEY"),
    publicKey: await toPem("spki", pair.publicKey, "PUBLIC KEY"),
  };
}

describe.each(CRMS)("an authorisation at $name", ({ name, system, variables, newWorld }) => {
  it("connects the integration, and the sync begins", async () => {
    const world = await newWorld({ credentials: null });
    await world.customers.createCustomer({ firstName: "Sophie", phone: "+33612345678" });
    expect(await world.status()).toBe("needs_auth");
    expect(await world.object.requestSync(world.ref)).toMatchObject({ ok: false, code: "needs_auth" });

    const page = await visit(await agree(world, await authorizeUrl(world)));
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining(`${name} is connected`) });
    await eventually(world.firstNames).toEqual(["Sophie"]);
    await eventually(world.status).toBe("idle");
  });

  it("is asked for with a challenge, and leads back to the public origin", async () => {
    const url = await authorizeUrl(await newWorld({ credentials: null }));
    expect(url.searchParams.get("redirect_uri")).toBe(`https://crm.example.com/oauth/${system}/callback`);
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
    expect(url.searchParams.get("scope")).not.toBe("");
  });

  it("leads back to the request's own origin where there is no public one, and works from there", async () => {
    const world = await newWorld({ credentials: null });
    const { PUBLIC_BASE_URL } = env;
    Object.assign(env, { PUBLIC_BASE_URL: "" });
    try {
      const url = await authorizeUrl(world);
      expect(url.searchParams.get("redirect_uri")).toBe(`${ORIGIN}/oauth/${system}/callback`);
      expect((await visit(await agree(world, url))).status).toBe(200);
    } finally {
      Object.assign(env, { PUBLIC_BASE_URL });
    }
    await eventually(world.status).toBe("idle");
  });

  it("cannot be begun with a public origin that is no URL, and the answer names PUBLIC_BASE_URL", async () => {
    const world = await newWorld({ credentials: null });
    const { PUBLIC_BASE_URL } = env;
    Object.assign(env, { PUBLIC_BASE_URL: "crm.example.com" });
    const answer = await world.object.authorize(world.ref, ORIGIN);
    Object.assign(env, { PUBLIC_BASE_URL });
    expect(answer).toMatchObject({
      code: "configuration",
      message: expect.stringContaining("PUBLIC_BASE_URL"),
    });
  });

  it("works once", async () => {
    const world = await newWorld({ credentials: null });
    const address = await agree(world, await authorizeUrl(world));
    expect((await visit(address)).status).toBe(200);
    expect((await visit(address)).status).toBe(400);
    expect(world.tokenRequests()).toBe(1);
  });

  it("works once even for two visits at the same time", async () => {
    const world = await newWorld({ credentials: null });
    const address = await agree(world, await authorizeUrl(world));
    const pages = await Promise.all([visit(address), visit(address)]);
    expect(pages.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(world.tokenRequests()).toBe(1);
  });

  it.each([
    [9, 200],
    [10, 400],
  ])("that is %i minutes old is answered with %i", async (minutes, status) => {
    const world = await newWorld({ credentials: null });
    const url = await authorizeUrl(world);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * MINUTE_MS });
    expect((await visit(await agree(world, url))).status).toBe(status);
  });

  it("is refused with a wrong state, after which the right state still works", async () => {
    const world = await newWorld({ credentials: null });
    const right = await agree(world, await authorizeUrl(world));
    const wrong = new URL(right);
    wrong.searchParams.set("state", `${world.integrationId}.guessed`);
    expect((await visit(wrong.href)).status).toBe(400);
    expect((await visit(right)).status).toBe(200);
  });

  it("is refused with the state of another integration", async () => {
    const world = await newWorld({ credentials: null });
    const other = await newWorld({ credentials: null });
    const address = new URL(await agree(other, await authorizeUrl(other)));
    const random = address.searchParams.get("state")?.split(".").at(-1);
    await authorizeUrl(world);
    address.searchParams.set("state", `${world.integrationId}.${random}`);
    expect((await visit(address.href)).status).toBe(400);
    expect(await world.status()).toBe("needs_auth");
  });

  it.each([
    ["that a person denied", "?error=access_denied&state=some.state"],
    ["without a state", "?code=code"],
    ["without a code", "?state=some.state"],
    ["of an integration that nobody knows", "?code=code&state=nobody.state"],
  ])("%s is refused on a readable page", async (_name, query) => {
    const page = await visit(`https://crm.example.com/oauth/${system}/callback${query}`);
    expect(page.status).toBe(400);
    expect(page.text).toContain("<h1>Not authorised</h1>");
  });

  it("can be begun again after the CRM did not take its code", async () => {
    const world = await newWorld({ credentials: null });
    const address = new URL(await agree(world, await authorizeUrl(world)));
    address.searchParams.set("code", "forged");
    expect((await visit(address.href)).status).toBe(400);
    expect(await world.status()).toBe("needs_auth");
    expect((await visit(await agree(world, await authorizeUrl(world)))).status).toBe(200);
  });

  it.each([...variables, "CREDENTIALS_KEYS"] as const)(
    "cannot be begun without %s, and the answer names that variable",
    async (variable) => {
      const world = await newWorld({ credentials: null });
      const value = env[variable];
      Object.assign(env, { [variable]: "" });
      const answer = await world.object.authorize(world.ref, ORIGIN);
      Object.assign(env, { [variable]: value });
      expect(answer).toMatchObject({
        ok: false,
        code: "configuration",
        message: expect.stringContaining(variable),
      });
    },
  );

  it("is refused where it comes back from another CRM", async () => {
    const world = await newWorld({ credentials: null });
    const address = new URL(await agree(world, await authorizeUrl(world)));
    const other = CRMS.find((crm) => crm.system !== system);
    address.pathname = `/oauth/${other?.system}/callback`;
    expect((await visit(address.href)).status).toBe(400);
    expect(await world.status()).toBe("needs_auth");
    expect(world.tokenRequests()).toBe(0);
  });

  it("leaves neither its code, its verifier nor its tokens in the object's storage, a log or a page", async () => {
    const logged = captureLogs();
    const world = await newWorld({ credentials: null });
    const verifiers: string[] = [];
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", async (request: Request) => {
      if (request.url.endsWith("/token")) {
        verifiers.push(new URLSearchParams(await formOf(request)).get("code_verifier") ?? "");
      }
      return fetch(request);
    });
    const address = await agree(world, await authorizeUrl(world));
    const keep = () =>
      runInDurableObject(world.object, async (_instance, { storage }) =>
        JSON.stringify([...(await storage.list())]),
      );
    const before = await keep();
    const page = await visit(address);
    await eventually(world.status).toBe("idle");
    vi.stubGlobal("fetch", fetch);
    const { accessToken, refreshToken } = tokensOf(await world.storedCredentials());
    const texts = [before, await keep(), page.text, logged()].join("\n");
    expect(texts).toContain("authorization_received");
    expect(verifiers).toHaveLength(1);
    const code = new URL(address).searchParams.get("code") ?? "";
    for (const secret of [code, accessToken, refreshToken, ...verifiers]) {
      expect(secret).not.toBe("");
      expect(texts).not.toContain(secret);
    }
  });
});

describe.each(CRMS)("tokens of $name", ({ newWorld }) => {
  it("are refreshed once for all calls at the same time after they have expired", async () => {
    const world = await newWorld({ credentials: "granted" });
    const reports = await Promise.all(Array.from({ length: 40 }, () => world.object.setUp(world.ref)));
    expect(reports.filter(({ ok }) => !ok)).toEqual([]);
    expect(world.sandbox.calls.length).toBeGreaterThan(100);
    expect(world.tokenRequests()).toBe(1);
  });

  it("are stored once they are refreshed, and so outlive the object's memory", async () => {
    const world = await newWorld({ credentials: "granted" });
    const before = tokensOf(await world.storedCredentials());
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
    await eventually(world.tokenRequests).toBe(1);
    const stored = tokensOf(await world.storedCredentials());
    expect(stored.accessToken).not.toBe(before.accessToken);
    expect(stored.refreshToken).not.toBe(before.refreshToken);
  });

  it("whose grant was revoked need a person, and a new authorisation lets the sync go on", async () => {
    const world = await newWorld({ credentials: "granted" });
    world.sandbox.revokeGrants();
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
    expect(await world.lastError()).toContain("authorisation");

    expect((await visit(await agree(world, await authorizeUrl(world)))).status).toBe(200);
    await eventually(world.status).toBe("idle");
  });

  it("whose renewal was lost on the way need a person, who is told so", async () => {
    const world = await newWorld({ credentials: "granted" });
    world.sandbox.faults.push({ match: isTokenRequest, kind: "drop-answer", times: 1 });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toMatch(/error|needs_auth/);
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
    expect(await world.lastError()).toContain("it has to be given again");
  });

  it("are not given up because the token service is away", async () => {
    const world = await newWorld({ credentials: "granted" });
    world.sandbox.faults.push({
      match: isTokenRequest,
      kind: "fail-before",
      times: Number.POSITIVE_INFINITY,
    });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("error");
    world.sandbox.faults.clear();
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
  });
});

describe("HubSpot's tokens", () => {
  /** Credentials that a person's consent brought, as they are stored. */
  const granted = (sandbox: HubspotSandbox): HubspotAuthorization => ({
    ...tokensOf(sandbox.grant(HUBSPOT_SCOPES)),
    expiresAt: new Date(Date.now() + 30 * MINUTE_MS).toISOString(),
  });

  it("are refreshed once where HubSpot refuses them before their time", async () => {
    const world = await newHubspotWorld({ credentials: granted });
    world.advance(31 * MINUTE_MS);
    const reports = await Promise.all(Array.from({ length: 10 }, () => world.object.setUp(world.ref)));
    expect(reports.filter(({ ok }) => !ok)).toEqual([]);
    expect(world.tokenRequests()).toBe(1);
  });

  it("are stored with the time at which they end", async () => {
    const world = await newHubspotWorld({ credentials: granted });
    world.advance(31 * MINUTE_MS);
    await world.object.setUp(world.ref);
    const { expiresAt } = HubspotAuthorization.parse(await world.storedCredentials());
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 25 * MINUTE_MS);
  });

  it("need a person where HubSpot refuses them and they cannot be renewed, and a new one lets the sync go on", async () => {
    const world = await newHubspotWorld({ credentials: () => ({ accessToken: crypto.randomUUID() }) });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
    const credentials = await world.seal({ accessToken: world.accessToken });
    await updateIntegration(env.DB, world.tenantId, world.integrationId, { credentials }, new Date());
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
    expect(await world.lastError()).toContain("access token");
  });
});

describe("access to Salesforce", () => {
  const client = () => ({
    loginUrl: env.SALESFORCE_LOGIN_URL,
    clientId: env.SALESFORCE_CLIENT_ID,
    clientSecret: env.SALESFORCE_CLIENT_SECRET,
  });

  it("by a client's secret is fetched once for all calls at the same time, and kept in memory alone", async () => {
    const world = await newSalesforceWorld({ credentials: client });
    const before = await world.findRow();
    const reports = await Promise.all(Array.from({ length: 50 }, () => world.object.setUp(world.ref)));
    expect(reports.filter(({ ok }) => !ok)).toEqual([]);
    expect(world.sandbox.calls.length).toBeGreaterThan(100);
    expect(world.tokenRequests()).toBe(1);
    expect((await world.findRow())?.credentials).toBe(before?.credentials);
    const kept = await runInDurableObject(world.object, async (_instance, { storage }) =>
      JSON.stringify([...(await storage.list())]),
    );
    for (const token of Object.keys(world.sandbox.export().oauth.accessTokens)) {
      expect(kept).not.toContain(token);
    }
  });

  it("by a client's secret is fetched once more when the session has ended", async () => {
    const world = await newSalesforceWorld({ credentials: client });
    await world.object.setUp(world.ref);
    world.sandbox.endSessions();
    const reports = await Promise.all(Array.from({ length: 50 }, () => world.object.setUp(world.ref)));
    expect(reports.filter(({ ok }) => !ok)).toEqual([]);
    expect(world.tokenRequests()).toBe(2);
  });

  it("by a client's key is fetched with a token that the key has signed", async () => {
    const { privateKey, publicKey } = await newKeyPair();
    const world = await newSalesforceWorld({
      salesforce: {
        app: {
          clientId: "certified",
          clientSecret: crypto.randomUUID(),
          accessTokenSeconds: 7200,
          refreshTokenSeconds: null,
          rotatesRefreshTokens: true,
          publicKey,
        },
        users: [{ username: "sync@example.com", name: "Sync" }],
      },
      credentials: () => ({
        loginUrl: env.SALESFORCE_LOGIN_URL,
        clientId: "certified",
        privateKey,
        username: "sync@example.com",
      }),
    });
    await world.customers.createCustomer({ firstName: "Sophie", lastName: "Martin" });
    await world.object.requestSync(world.ref);
    await eventually(world.firstNames).toEqual(["Sophie"]);
    await eventually(world.status).toBe("idle");
  });

  it("by a token that has ended needs a person, and a new token lets the sync go on", async () => {
    const world = await newSalesforceWorld({
      credentials: () => ({ instanceUrl: env.SALESFORCE_LOGIN_URL, accessToken: "ended" }),
    });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
    expect(await world.lastError()).toContain("a valid one has to be entered");
    const { instanceUrl, accessToken } = world;
    const credentials = await world.seal({ instanceUrl, accessToken });
    await updateIntegration(env.DB, world.tenantId, world.integrationId, { credentials }, new Date());
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
  });

  it.each([
    ["instanceUrl", { instanceUrl: "https://evil.example.com", accessToken: "token" }],
    [
      "instanceUrl",
      {
        instanceUrl: "https://evil.example.com",
        accessToken: "access",
        refreshToken: "refresh",
        renewedAt: new Date().toISOString(),
      },
    ],
    ["loginUrl", { loginUrl: "https://evil.example.com", clientId: "client", clientSecret: "secret" }],
  ])(
    "is not asked for where %s names another host, and the error names that setting",
    async (name, stored) => {
      const world = await newSalesforceWorld({ credentials: () => stored });
      await world.object.requestSync(world.ref);
      await eventually(world.status).toBe("error");
      expect(await world.lastError()).toContain(name);
      expect(world.sandbox.calls).toEqual([]);
      expect(await world.object.setUp(world.ref)).toMatchObject({ ok: false, code: "configuration" });
    },
  );

  it("is not used where its renewal leads to a host that is not Salesforce's", async () => {
    const world = await newSalesforceWorld({
      salesforce: { instanceUrl: "https://evil.example.com" },
      credentials: client,
    });
    await world.object.requestSync(world.ref);
    await eventually(world.status).not.toBe("idle");
    expect(await world.lastError()).toMatch(/instanceUrl|address/);
    expect(world.sandbox.calls.filter((call) => !isTokenRequest(call))).toEqual([]);
  });

  it.each([
    [13, 0],
    [15, 1],
  ])(
    "by a grant that was last renewed %i days ago is renewed %i times, so that it never ends idle",
    async (days, times) => {
      const world = await newSalesforceWorld({
        credentials: (sandbox) => ({
          ...tokensOf(sandbox.grant()),
          instanceUrl: env.SALESFORCE_LOGIN_URL,
          renewedAt: new Date(Date.now() - days * DAY_MS).toISOString(),
        }),
      });
      await world.object.wake(world.ref);
      await eventually(async () => (await world.object.status(world.ref)).ok).toBe(true);
      await eventually(() => world.sandbox.calls.length).toBeGreaterThan(0);
      await eventually(world.status).toBe("idle");
      expect(world.tokenRequests()).toBe(times);
    },
  );
});

describe("the Worker's RPC", () => {
  it("hands each verb to the integration's object", async () => {
    const { ref, status } = await newHubspotWorld();
    const { authorize, pause, requestSync, resume, resync, status: tell } = exports.default;
    expect(await authorize(ref, ORIGIN)).toMatchObject({
      ok: true,
      url: expect.stringContaining("/oauth/authorize"),
    });
    expect(await tell(ref)).toMatchObject({ ok: true, syncStatus: "idle" });
    expect(await pause(ref)).toEqual({ ok: true });
    expect(await requestSync(ref)).toMatchObject({ ok: false, code: "paused" });
    expect(await resync(ref)).toMatchObject({ ok: false, code: "paused" });
    expect(await resume(ref)).toEqual({ ok: true });
    expect(await resync(ref)).toEqual({ ok: true });
    await eventually(status).toBe("idle");
  });
});

describe("an unknown address", () => {
  it.each(["/oauth/", "/oauth/hubspot", "/oauth/native/callback"])(
    "such as %s is not found",
    async (path) => {
      expect((await visit(`https://crm.example.com${path}`)).status).toBe(404);
    },
  );
});
