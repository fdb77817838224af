import { env } from "cloudflare:workers";
import { deleteIntegration } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { eventually } from "../../../support/eventually.ts";
import { serveAt } from "../worlds/closed-network.ts";
import { type AnyWorld, CRMS } from "../worlds/crms.ts";
import { newHubspotWorld } from "../worlds/hubspot-world.ts";
import { alarmOf } from "../worlds/observing.ts";
import { newSalesforceWorld } from "../worlds/salesforce-world.ts";
import { change, rename, sophie, synced, syncedHubspotWorld } from "../worlds/synced-world.ts";

describe("access to another account", () => {
  it("is refused in plain words before anything is written to that account at HubSpot", async () => {
    const world = await syncedHubspotWorld();
    const other = await newHubspotWorld({ hubspot: { portalId: 2_000_002 } });
    const [contact] = world.sandbox.records("contacts");
    const stranger = other.sandbox.add("contacts", { firstname: "Stranger" });
    expect(stranger).toBe(contact?.id);
    world.connectTo(other.sandbox);
    const credentials = await world.seal({ accessToken: other.accessToken });
    await change(world, { credentials });
    await rename(world, "Sonia");
    await world.object.requestSync(world.ref);

    await eventually(world.status).toBe("needs_auth");
    expect(await world.lastError()).toMatch(/account 2000002.*account 1000001/);
    expect(other.firstNames()).toEqual(["Stranger"]);
  });

  it("is refused in plain words before anything is written to that organisation at Salesforce", async () => {
    const world = await synced(await newSalesforceWorld());
    const other = await newSalesforceWorld({ salesforce: { organizationNumber: 2 } });
    other.sandbox.add("Contact", { FirstName: "Stranger", LastName: "Unknown" });
    world.connectTo(other.sandbox);
    const { instanceUrl } = world;
    const credentials = await world.seal({ instanceUrl, accessToken: other.accessToken });
    await change(world, { credentials });
    await rename(world, "Sonia");
    await world.object.requestSync(world.ref);

    await eventually(world.status).toBe("needs_auth");
    expect(await world.lastError()).toContain(world.sandbox.organizationId.slice(0, 15));
    expect(other.firstNames()).toEqual(["Stranger"]);
  });
});

describe.each([
  { system: "HubSpot", newWorld: newHubspotWorld, wrong: { portalId: "2" }, right: { portalId: "1000001" } },
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
  /** Changes the row as another program may, which tells no object of it. */
  const mendQuietly = ({ integrationId }: AnyWorld) =>
    env.DB.prepare("UPDATE crm_integrations SET settings = ?2 WHERE id = ?1")
      .bind(integrationId, JSON.stringify(right))
      .run();

  it("syncs once it is given the right account", async () => {
    const world = await wrongWorld();
    await change(world, { settings: right });
    expect(await world.object.requestSync(world.ref)).toEqual({ ok: true });
    await eventually(world.firstNames).toEqual(["Sophie"]);
    await eventually(world.status).toBe("idle");
  });

  it("syncs where it is given the right account while the wrong one is being refused", async () => {
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
    await change(world, { settings: right });
    await world.object.requestSync(world.ref);
    crm.answers = true;
    await eventually(world.firstNames).toEqual(["Sophie"]);
    await eventually(world.status).toBe("idle");
  });

  it("stays refused while a test finds the wrong account, and syncs once a test finds the right one", async () => {
    const world = await wrongWorld();
    expect(await world.object.setUp(world.ref)).toMatchObject({ ok: false, code: "needs_auth" });
    expect(await world.status()).toBe("needs_auth");
    await mendQuietly(world);
    expect(await world.object.setUp(world.ref)).toMatchObject({ ok: true, report: { ready: true } });
    await eventually(world.firstNames).toEqual(["Sophie"]);
    await eventually(world.status).toBe("idle");
  });

  it("stays paused where a test finds the right account", async () => {
    const world = await wrongWorld();
    await world.object.pause(world.ref);
    await mendQuietly(world);
    expect(await world.object.setUp(world.ref)).toMatchObject({ ok: true, report: { ready: true } });
    expect(await world.status()).toBe("paused");
    expect(await alarmOf(world)).toBe(null);
  });
});

describe.each(CRMS)("a second integration with the same account at $name", ({ newWorld }) => {
  it("waits for a person, who is told of the first integration, and syncs once the first is deleted", async () => {
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
    addresses: ["", "https://api.hubapi.com"],
    host: "api.hubapi.com",
    newWorld: () => newHubspotWorld(),
  },
  {
    name: "Salesforce",
    variable: "SALESFORCE_LOGIN_URL",
    addresses: ["", "https://test.salesforce.com"],
    host: "example.my.salesforce.com",
    newWorld() {
      const access = { instanceUrl: "https://example.my.salesforce.com", accessToken: crypto.randomUUID() };
      return newSalesforceWorld({
        salesforce: { accessTokens: [access.accessToken], instanceUrl: access.instanceUrl },
        credentials: () => access,
      });
    },
  },
])("an integration with $name itself", ({ variable, addresses, host, newWorld }) => {
  it.each(addresses)(`syncs to its own host where ${variable} is "%s"`, async (address) => {
    const world: AnyWorld = await newWorld();
    serveAt(host, world.sandbox);
    Object.assign(env, { [variable]: address });
    await synced(world);
    expect(world.sandbox.calls.length).toBeGreaterThan(0);
  });
});
