import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { deleteIntegration, updateIntegration } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import {
  type AnyWorld,
  CRMS,
  captureLogs,
  newSalesforceWorld,
  newSyncWorld,
  type SyncWorld,
  serveAt,
} from "../sync-world.ts";

const ORIGIN = "https://crm.example.com";
const sophie = { firstName: "Sophie", lastName: "Martin", phone: "+33612345678" };

async function tick(): Promise<void> {
  await exports.default.scheduled();
}

/** Brings a world's one customer to its CRM; nothing is left to do then. */
async function synced<World extends AnyWorld>(world: World): Promise<World> {
  await world.customers.createCustomer(sophie);
  expect(await world.object.requestSync(world.ref)).toEqual({ ok: true });
  await eventually(world.firstNames).toEqual(["Sophie"]);
  await eventually(world.status).toBe("idle");
  return world;
}

async function syncedWorld(options?: Parameters<typeof newSyncWorld>[0]): Promise<SyncWorld> {
  return synced(await newSyncWorld(options));
}

function alarmOf({ object }: AnyWorld): Promise<number | null> {
  return runInDurableObject(object, (_instance, state) => state.storage.getAlarm());
}

async function enterCredentials(world: SyncWorld): Promise<void> {
  const credentials = await world.seal({ accessToken: world.accessToken });
  await updateIntegration(env.DB, world.tenantId, world.integrationId, { credentials }, new Date());
}

function rename({ tenantId }: AnyWorld, firstName: string) {
  return env.DB.prepare("UPDATE prospects SET first_name = ?2 WHERE tenant_id = ?1")
    .bind(tenantId, firstName)
    .run();
}

describe.each(CRMS)("a cron tick for $name", ({ newWorld }) => {
  it("brings a raw SQL update there", async () => {
    const world = await synced(await newWorld({ settings: { fields: { firstName: { rule: "ours" } } } }));
    await rename(world, "Sofia");
    await tick();
    await eventually(world.firstNames).toEqual(["Sofia"]);
  });

  it("leaves paused integrations alone", async () => {
    const world = await synced(await newWorld());
    await world.object.pause(world.ref);
    const calls = world.sandbox.calls.length;
    await rename(world, "Sofia");
    await tick();
    await eventually(() => alarmOf(world)).toBe(null);
    expect(world.sandbox.calls.length).toBe(calls);
  });

  it("costs no call when nothing has changed", async () => {
    const world = await synced(await newWorld());
    const calls = world.sandbox.calls.length;
    await tick();
    await eventually(() => alarmOf(world)).toBe(null);
    await eventually(world.status).toBe("idle");
    expect(world.sandbox.calls.length).toBe(calls);
  });
});

describe.each(CRMS)("passes at $name", ({ newWorld }) => {
  it("of one integration never overlap, however often they are asked for", async () => {
    const world = await newWorld({ latencyMs: 5 });
    await world.customers.createCustomer(sophie);
    await Promise.all([
      ...Array.from({ length: 200 }, () => world.object.requestSync(world.ref)),
      ...Array.from({ length: 3 }, tick),
    ]);
    for (const firstName of ["Sofia", "Sonia", "Solène"]) {
      await rename(world, firstName);
      await Promise.all([world.object.requestSync(world.ref), tick()]);
    }
    await eventually(world.firstNames).toHaveLength(1);
    await eventually(world.status).toBe("idle");
    expect(world.passes().size).toBeGreaterThan(0);
    expect(world.passes().size).toBeLessThan(10);
    expect(world.sandbox.overlaps).toEqual([]);
  });

  it("are few for many requests at once", async () => {
    const world = await synced(await newWorld());
    const runs = () =>
      env.DB.prepare("SELECT pass_token FROM sync_cursors WHERE integration_id = ?1")
        .bind(world.integrationId)
        .first("pass_token");
    const tokens = new Set([await runs()]);
    await Promise.all(Array.from({ length: 200 }, () => world.object.requestSync(world.ref)));
    for (let look = 0; look < 50; look++) tokens.add(await runs());
    expect(tokens.size).toBeLessThan(6);
  });
});

describe("access to another account", () => {
  it("is refused in plain words before anything is written there", async () => {
    const world = await syncedWorld();
    const other = await newSyncWorld({ hubspot: { portalId: 2_000_002 } });
    const [contact] = world.sandbox.records("contacts");
    const stranger = other.sandbox.add("contacts", { firstname: "Stranger" });
    expect(stranger).toBe(contact?.id);
    world.connectTo(other.sandbox);
    const credentials = await world.seal({ accessToken: other.accessToken });
    await updateIntegration(env.DB, world.tenantId, world.integrationId, { credentials }, new Date());
    await rename(world, "Sonia");
    await world.object.requestSync(world.ref);

    await eventually(world.status).toBe("needs_auth");
    expect(await world.lastError()).toMatch(/account 2000002.*account 1000001/);
    expect(other.firstNames()).toEqual(["Stranger"]);
  });

  it("is refused at Salesforce just so", async () => {
    const world = await synced(await newSalesforceWorld());
    const other = await newSalesforceWorld({ salesforce: { organizationNumber: 2 } });
    other.sandbox.add("Contact", { FirstName: "Stranger", LastName: "Unknown" });
    world.connectTo(other.sandbox);
    const { instanceUrl } = world;
    const credentials = await world.seal({ instanceUrl, accessToken: other.accessToken });
    await updateIntegration(env.DB, world.tenantId, world.integrationId, { credentials }, new Date());
    await rename(world, "Sonia");
    await world.object.requestSync(world.ref);

    await eventually(world.status).toBe("needs_auth");
    expect(await world.lastError()).toContain(world.sandbox.organizationId.slice(0, 15));
    expect(other.firstNames()).toEqual(["Stranger"]);
  });
});

describe.each([
  { system: "HubSpot", newWorld: newSyncWorld, wrong: { portalId: "2" }, right: { portalId: "1000001" } },
  {
    system: "Salesforce",
    newWorld: newSalesforceWorld,
    wrong: { organizationId: "00D000000000002" },
    right: {},
  },
])("an integration that was given the wrong account of $system", ({ newWorld, wrong, right }) => {
  async function wrongWorld() {
    const world = await newWorld({ settings: wrong });
    await world.customers.createCustomer(sophie);
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
    return world;
  }
  /** As another program might: the row is as it should be, and nobody was told. */
  const mendQuietly = ({ integrationId }: AnyWorld) =>
    env.DB.prepare("UPDATE crm_integrations SET settings = ?2 WHERE id = ?1")
      .bind(integrationId, JSON.stringify(right))
      .run();

  it("syncs once it is given the right one", async () => {
    const world = await wrongWorld();
    await updateIntegration(env.DB, world.tenantId, world.integrationId, { settings: right }, new Date());
    expect(await world.object.requestSync(world.ref)).toEqual({ ok: true });
    await eventually(world.firstNames).toEqual(["Sophie"]);
    await eventually(world.status).toBe("idle");
  });

  it("syncs once it is given the right one while the wrong one is being refused", async () => {
    const world = await newWorld({ settings: wrong });
    await world.customers.createCustomer(sophie);
    const crm = { isAsked: false, answers: false };
    world.connectTo({
      async fetch(request) {
        crm.isAsked = true;
        while (!crm.answers) await new Promise((resolve) => setTimeout(resolve, 5));
        return world.sandbox.fetch(request);
      },
    });
    await world.object.requestSync(world.ref);
    await eventually(() => crm.isAsked).toBe(true);
    await updateIntegration(env.DB, world.tenantId, world.integrationId, { settings: right }, new Date());
    await world.object.requestSync(world.ref);
    crm.answers = true;
    await eventually(world.firstNames).toEqual(["Sophie"]);
    await eventually(world.status).toBe("idle");
  });

  it("stays as it is while a test of it finds the same, and syncs once one finds it ready", async () => {
    const world = await wrongWorld();
    expect(await world.object.setUp(world.ref)).toMatchObject({ ok: false, code: "needs_auth" });
    expect(await world.status()).toBe("needs_auth");
    await mendQuietly(world);
    expect(await world.object.setUp(world.ref)).toMatchObject({ ok: true, report: { ready: true } });
    await eventually(world.firstNames).toEqual(["Sophie"]);
    await eventually(world.status).toBe("idle");
  });

  it("stays paused where a test finds it ready", async () => {
    const world = await wrongWorld();
    await world.object.pause(world.ref);
    await mendQuietly(world);
    expect(await world.object.setUp(world.ref)).toMatchObject({ ok: true, report: { ready: true } });
    expect(await world.status()).toBe("paused");
    expect(await alarmOf(world)).toBe(null);
  });
});

describe.each(CRMS)("a second integration with the same account at $name", ({ newWorld }) => {
  it("waits for a person, who is told of the first, and syncs once that is gone", async () => {
    const first = await synced(await newWorld());
    const second = await newWorld({ tenantId: first.tenantId });
    await second.object.requestSync(second.ref);
    await eventually(second.status).toBe("needs_auth");
    expect(await second.lastError()).toMatch(
      new RegExp(
        `integration ${first.integrationId} is with the account .* delete one of the two, or give access`,
      ),
    );
    await eventually(() => alarmOf(second)).toBe(null);
    expect(await second.object.setUp(second.ref)).toMatchObject({ ok: false, code: "needs_auth" });
    expect(second.firstNames()).toEqual([]);

    await deleteIntegration(env.DB, first.tenantId, first.integrationId);
    expect(await second.object.setUp(second.ref)).toMatchObject({ ok: true, report: { ready: true } });
    await eventually(second.status).toBe("idle");
    expect(await second.lastError()).not.toBe(null);
  });
});

describe.each([
  {
    name: "HubSpot",
    variable: "HUBSPOT_API_URL",
    own: ["", "https://api.hubapi.com"],
    host: "api.hubapi.com",
    newWorld: () => newSyncWorld(),
  },
  {
    name: "Salesforce",
    variable: "SALESFORCE_LOGIN_URL",
    own: ["", "https://test.salesforce.com"],
    host: "example.my.salesforce.com",
    newWorld() {
      const access = { instanceUrl: "https://example.my.salesforce.com", accessToken: crypto.randomUUID() };
      return newSalesforceWorld({
        salesforce: { accessTokens: [access.accessToken], instanceUrl: access.instanceUrl },
        credentials: () => access,
      });
    },
  },
])("the pass that a call belongs to", ({ name, variable, own, host, newWorld }) => {
  it.each(own)(`is not named to ${name} itself, with "%s" as its address`, async (address) => {
    const world: AnyWorld = await newWorld();
    serveAt(host, world.sandbox);
    Object.assign(env, { [variable]: address });
    await synced(world);
    expect(world.sandbox.calls.length).toBeGreaterThan(0);
    expect(world.passes().size).toBe(0);
  });
});

describe.each(CRMS)("the pass that a call belongs to", ({ name, newWorld }) => {
  it(`is named to a stand-in of ${name}`, async () => {
    expect((await synced(await newWorld())).passes().size).toBeGreaterThan(0);
  });
});

describe("pause and resume", () => {
  it("stop the sync, and go on with what changed meanwhile", async () => {
    const world = await syncedWorld({ settings: { fields: { firstName: { rule: "ours" } } } });
    expect(await world.object.pause(world.ref)).toEqual({ ok: true });
    expect(await world.object.pause(world.ref)).toEqual({ ok: true });
    expect(await world.status()).toBe("paused");
    await rename(world, "Sofia");
    expect(await world.object.requestSync(world.ref)).toMatchObject({ ok: false, code: "paused" });

    expect(await world.object.resume(world.ref)).toEqual({ ok: true });
    await eventually(world.firstNames).toEqual(["Sofia"]);
    await eventually(world.status).toBe("idle");
  });

  it("leave one that needs access without it, which is told at once", async () => {
    const world = await newSyncWorld({ credentials: () => ({ accessToken: crypto.randomUUID() }) });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("needs_auth");
    expect(await world.object.pause(world.ref)).toEqual({ ok: true });
    expect(await world.status()).toBe("paused");
    expect(await world.object.resume(world.ref)).toEqual({ ok: true });
    await eventually(world.status).toBe("needs_auth");
  });

  it("refuse to go on where nothing is paused, and say what to do instead", async () => {
    const unauthorised = await newSyncWorld({ credentials: null });
    expect(await unauthorised.object.resume(unauthorised.ref)).toMatchObject({
      ok: false,
      code: "not_paused",
      message: expect.stringContaining("enter credentials, or authorise it"),
    });
    expect(await unauthorised.status()).toBe("needs_auth");
    const idle = await newSyncWorld();
    expect(await idle.object.resume(idle.ref)).toMatchObject({
      code: "not_paused",
      message: expect.stringContaining("ask for a sync"),
    });
  });

  it("let no resync through meanwhile, nor does any other state that keeps a sync from running", async () => {
    const world = await syncedWorld();
    await world.object.pause(world.ref);
    expect(await world.object.resync(world.ref)).toMatchObject({ ok: false, code: "paused" });
    await updateIntegration(env.DB, world.tenantId, world.integrationId, { isActive: false }, new Date());
    expect(await world.object.resync(world.ref)).toMatchObject({ ok: false, code: "inactive" });
    const unauthorised = await newSyncWorld({ credentials: null });
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

describe("a limit", () => {
  it("that HubSpot sets is waited for to its end, whoever asks", async () => {
    const world = await syncedWorld();
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

  it.each<[string, (world: SyncWorld) => Promise<unknown>]>([
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
  ])("ends with new credentials that %s", async (_name, renew) => {
    const world = await syncedWorld({ settings: { fields: { firstName: { rule: "ours" } } } });
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

describe("the status", () => {
  it("tells what is waited for, and until when", async () => {
    const world = await newSyncWorld();
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
    const world = await syncedWorld();
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

describe("a failure", () => {
  it("is given time, which a person may end and the clock does not", async () => {
    const world = await syncedWorld({ settings: { fields: { firstName: { rule: "ours" } } } });
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
    const world = await syncedWorld();
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

  it("for want of CREDENTIALS_KEYS is told by that name", async () => {
    const world = await newSyncWorld();
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

  it("to read settings that another program wrote names the setting", async () => {
    const world = await newSyncWorld({ settings: { dailyShare: 7 } });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("error");
    expect(await world.lastError()).toContain("dailyShare");
  });
});

describe("the set-up", () => {
  const setUps = ({ sandbox }: SyncWorld) =>
    sandbox.countBy()["POST /crm/objects/communications/batch/read"] ?? 0;

  it("is made once, and again when settings or credentials change", async () => {
    const world = await syncedWorld();
    await world.object.requestSync(world.ref);
    await eventually(() => alarmOf(world)).toBe(null);
    await eventually(world.status).toBe("idle");
    expect(setUps(world)).toBe(1);

    await updateIntegration(
      env.DB,
      world.tenantId,
      world.integrationId,
      { settings: { dailyShare: 0.9 } },
      new Date(),
    );
    await world.object.requestSync(world.ref);
    await eventually(() => setUps(world)).toBe(2);

    const credentials = await world.seal({ accessToken: world.accessToken });
    await updateIntegration(env.DB, world.tenantId, world.integrationId, { credentials }, new Date());
    await world.object.requestSync(world.ref);
    await eventually(() => setUps(world)).toBe(3);
  });

  it("says what an administrator has to do, and nothing is synced before", async () => {
    const world = await newSyncWorld({ scopes: ["crm.objects.contacts.read", "crm.schemas.contacts.read"] });
    await world.customers.createCustomer(sophie);
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("error");
    expect(await world.lastError()).toMatch(/crm\.schemas\.contacts\.write/);
    expect(world.firstNames()).toEqual([]);
    await eventually(() => alarmOf(world)).toBeGreaterThan(Date.now());
  });

  it("is made again when what it made is gone", async () => {
    const world = await syncedWorld();
    const state = world.sandbox.export();
    world.sandbox.import({ ...state, properties: { ...state.properties, contacts: [] } });
    await rename(world, "Sofia");
    await world.object.resync(world.ref);
    await eventually(world.status).toBe("error");
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
    expect(setUps(world)).toBe(2);
  });

  it("is what a test of the integration makes, and reports", async () => {
    const world = await newSyncWorld();
    const answer = await world.object.setUp(world.ref);
    expect(answer).toMatchObject({ ok: true, report: { ready: true } });
    await world.object.requestSync(world.ref);
    await eventually(world.status).toBe("idle");
    await eventually(() => alarmOf(world)).toBe(null);
    expect(setUps(world)).toBe(1);
  });

  it("refuses in words where the access token is refused", async () => {
    const world = await newSyncWorld({ credentials: () => ({ accessToken: crypto.randomUUID() }) });
    expect(await world.object.setUp(world.ref)).toMatchObject({ ok: false, code: "needs_auth" });
  });
});

describe("a resync", () => {
  it("brings every customer to HubSpot again, once", async () => {
    const world = await syncedWorld();
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

describe("an integration", () => {
  it("that was deleted is forgotten by its object", async () => {
    const world = await syncedWorld();
    await deleteIntegration(env.DB, world.tenantId, world.integrationId);
    expect(await world.object.requestSync(world.ref)).toMatchObject({ ok: false, code: "not_found" });
    const left = await runInDurableObject(world.object, (_instance, { storage }) => storage.list());
    expect(left.size).toBe(0);
    expect(await alarmOf(world)).toBe(null);
  });

  it("of another tenant is not found, and goes on", async () => {
    const world = await syncedWorld();
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
    const world = await syncedWorld();
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
