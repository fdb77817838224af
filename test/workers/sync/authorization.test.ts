import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { HubspotAuthorization } from "@coccinelle/core";
import { updateIntegration } from "@coccinelle/db";
import { HUBSPOT_SCOPES, type HubspotSandbox } from "@coccinelle/sandbox";
import { afterEach, describe, expect, it, vi } from "vitest";
import { captureLogs, eventually, newSyncWorld, type SyncWorld } from "./sync-world.ts";

const MINUTE_MS = 60_000;

afterEach(() => vi.useRealTimers());

async function authorizeUrl({ object, ref }: SyncWorld): Promise<URL> {
  const answer = await object.authorize(ref);
  if (!answer.ok) throw new Error(answer.message);
  return new URL(answer.url);
}

/** What a person does who agrees; the address that HubSpot sends them back to. */
async function agree({ sandbox }: SyncWorld, url: URL): Promise<string> {
  const response = await sandbox.fetch(new Request(`${url.href}&auto=1`, { redirect: "manual" }));
  return response.headers.get("location") ?? "";
}

async function visit(address: string): Promise<{ status: number; text: string }> {
  const response = await exports.default.fetch(address);
  return { status: response.status, text: await response.text() };
}

/** Not `text()`: workerd warns whenever that reads a form. */
async function formOf(request: Request): Promise<string> {
  return new TextDecoder().decode(await request.clone().arrayBuffer());
}

/** Credentials that a person's consent brought, as they are stored. */
function granted(expiresAt: string) {
  return (sandbox: HubspotSandbox): HubspotAuthorization => {
    const { accessToken, refreshToken } = sandbox.grant(HUBSPOT_SCOPES);
    return { accessToken, refreshToken, expiresAt };
  };
}

const past = () => new Date(Date.now() - MINUTE_MS).toISOString();
const future = () => new Date(Date.now() + 30 * MINUTE_MS).toISOString();

function refreshes({ sandbox }: SyncWorld): number {
  return sandbox.countBy()["POST /oauth/token"] ?? 0;
}

describe("an authorisation", () => {
  it("connects HubSpot, and the sync begins", async () => {
    const world = await newSyncWorld({ credentials: null });
    await world.customers.createCustomer({ firstName: "Sophie", phone: "+33612345678" });
    expect(await world.status()).toBe("needs_auth");
    expect(await world.object.requestSync(world.ref)).toMatchObject({ ok: false, code: "needs_auth" });

    const page = await visit(await agree(world, await authorizeUrl(world)));
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining("HubSpot is connected") });
    await eventually(world.firstNames).toEqual(["Sophie"]);
    await eventually(world.status).toBe("idle");
  });

  it("asks for the scopes that the sync takes, with a challenge, and leads back here", async () => {
    const url = await authorizeUrl(await newSyncWorld({ credentials: null }));
    expect(url.searchParams.get("redirect_uri")).toBe("https://crm.example.com/oauth/hubspot/callback");
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
    expect(url.searchParams.get("scope")).toContain("crm.objects.contacts.write");
  });

  it("works once", async () => {
    const world = await newSyncWorld({ credentials: null });
    const address = await agree(world, await authorizeUrl(world));
    expect((await visit(address)).status).toBe(200);
    expect((await visit(address)).status).toBe(400);
    expect(refreshes(world)).toBe(1);
  });

  it("works once even for two who come at the same time", async () => {
    const world = await newSyncWorld({ credentials: null });
    const address = await agree(world, await authorizeUrl(world));
    const pages = await Promise.all([visit(address), visit(address)]);
    expect(pages.map(({ status }) => status).toSorted()).toEqual([200, 400]);
    expect(refreshes(world)).toBe(1);
  });

  it.each([
    [9, 200],
    [10, 400],
  ])("that is %i minutes old is answered with %i", async (minutes, status) => {
    const world = await newSyncWorld({ credentials: null });
    const url = await authorizeUrl(world);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + minutes * MINUTE_MS });
    expect((await visit(await agree(world, url))).status).toBe(status);
  });

  it("is refused with another state, which leaves the right one as it was", async () => {
    const world = await newSyncWorld({ credentials: null });
    const right = await agree(world, await authorizeUrl(world));
    const wrong = new URL(right);
    wrong.searchParams.set("state", `${world.integrationId}.guessed`);
    expect((await visit(wrong.href)).status).toBe(400);
    expect((await visit(right)).status).toBe(200);
  });

  it("is refused with the state of another integration", async () => {
    const world = await newSyncWorld({ credentials: null });
    const other = await newSyncWorld({ credentials: null });
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
    const page = await visit(`https://crm.example.com/oauth/hubspot/callback${query}`);
    expect(page.status).toBe(400);
    expect(page.text).toContain("<h1>Not authorised</h1>");
  });

  it("whose code HubSpot does not take can be begun again", async () => {
    const world = await newSyncWorld({ credentials: null });
    const address = new URL(await agree(world, await authorizeUrl(world)));
    address.searchParams.set("code", "forged");
    expect((await visit(address.href)).status).toBe(400);
    expect(await world.status()).toBe("needs_auth");
    expect((await visit(await agree(world, await authorizeUrl(world)))).status).toBe(200);
  });

  it.each(["HUBSPOT_CLIENT_ID", "HUBSPOT_CLIENT_SECRET", "PUBLIC_BASE_URL", "CREDENTIALS_KEYS"] as const)(
    "cannot be begun without %s, and the answer names it",
    async (name) => {
      const world = await newSyncWorld({ credentials: null });
      const value = env[name];
      Object.assign(env, { [name]: "" });
      const answer = await world.object.authorize(world.ref);
      Object.assign(env, { [name]: value });
      expect(answer).toMatchObject({
        ok: false,
        code: "configuration",
        message: expect.stringContaining(name),
      });
    },
  );

  it("leaves neither its code, its verifier nor its tokens in the object's storage, a log or a page", async () => {
    const logged = captureLogs();
    const world = await newSyncWorld({ credentials: null });
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
    const { accessToken, refreshToken } = HubspotAuthorization.parse(await world.storedCredentials());
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

describe("tokens", () => {
  it("that have expired are refreshed once for all calls at the same time", async () => {
    const world = await newSyncWorld({ credentials: granted(past()) });
    const reports = await Promise.all(Array.from({ length: 100 }, () => world.object.setUp(world.ref)));
    expect(reports.every(({ ok }) => ok)).toBe(true);
    expect(refreshes(world)).toBe(1);
  });

  it("that HubSpot refuses before their time are refreshed once", async () => {
    const world = await newSyncWorld({ credentials: granted(future()) });
    world.advanceHubspot(31 * MINUTE_MS);
    const reports = await Promise.all(Array.from({ length: 10 }, () => world.object.setUp(world.ref)));
    expect(reports.every(({ ok }) => ok)).toBe(true);
    expect(refreshes(world)).toBe(1);
  });

  it("that were refreshed are stored, and outlive the object's memory", async () => {
    const world = await newSyncWorld({ credentials: granted(past()) });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
    await eventually(() => refreshes(world)).toBe(1);
    const stored = await world.storedCredentials();
    expect("expiresAt" in stored && Date.parse(stored.expiresAt)).toBeGreaterThan(
      Date.now() + 25 * MINUTE_MS,
    );
    expect(
      await world.sandbox.fetch(
        new Request(`https://any.test/crm/properties/2026-09/contacts`, {
          headers: { authorization: `Bearer ${stored.accessToken}` },
        }),
      ),
    ).toMatchObject({ status: 200 });
  });

  it("whose grant was revoked need a person, whose authorisation heals it", async () => {
    const world = await newSyncWorld({ credentials: granted(past()) });
    world.sandbox.revokeGrants();
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
    expect(await world.lastError()).toContain("authorisation");

    expect((await visit(await agree(world, await authorizeUrl(world)))).status).toBe(200);
    await eventually(world.status).toBe("idle");
  });

  it("that were rotated and lost on the way need a person", async () => {
    const world = await newSyncWorld({ credentials: granted(past()) });
    world.sandbox.faults.push({
      match: ({ path }) => path === "/oauth/token",
      kind: "drop-answer",
      times: 1,
    });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("error");
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
  });

  it("are not given up because HubSpot's token service is away", async () => {
    const world = await newSyncWorld({ credentials: granted(past()) });
    world.sandbox.faults.push({
      match: ({ path }) => path === "/oauth/token",
      kind: "fail-before",
      times: 1,
    });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("error");
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
  });

  it("that HubSpot refuses and nobody can renew need a person, who enters another", async () => {
    const world = await newSyncWorld({ credentials: () => ({ accessToken: crypto.randomUUID() }) });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
    const credentials = await world.seal({ accessToken: world.accessToken });
    await updateIntegration(env.DB, world.tenantId, world.integrationId, { credentials }, new Date());
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
    expect(await world.lastError()).toContain("access token");
  });
});

describe("the Worker's RPC", () => {
  it("hands each verb to the integration's object", async () => {
    const { ref, status } = await newSyncWorld();
    const { authorize, pause, requestSync, resume, resync } = exports.default;
    expect(await authorize(ref)).toMatchObject({
      ok: true,
      url: expect.stringContaining("/oauth/authorize"),
    });
    expect(await pause(ref)).toEqual({ ok: true });
    expect(await requestSync(ref)).toMatchObject({ ok: false, code: "paused" });
    expect(await resume(ref)).toEqual({ ok: true });
    expect(await resync(ref)).toEqual({ ok: true });
    await eventually(status).toBe("idle");
  });
});

describe("other addresses", () => {
  it.each(["/oauth/", "/oauth/hubspot", "/oauth/salesforce/callback"])(
    "such as %s are not found",
    async (path) => {
      expect((await visit(`https://crm.example.com${path}`)).status).toBe(404);
    },
  );
});
