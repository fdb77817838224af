import type { CrmAdapter } from "@coccinelle/core";
import {
  createHubspotAdapter,
  type Fetch,
  HubspotSettings,
  newHubspotCallState,
} from "@coccinelle/integrations";
import { createHubspotSandbox, HUBSPOT_SCOPES } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { newTestTime } from "../../http/scripted-network.ts";
import { firstPush, newCustomer, pushOne, pushSynced, simulateHubspot } from "../simulated-hubspot.ts";

/** An adapter to something that is no sandbox. */
function connectTo(fetch: Fetch): CrmAdapter {
  return createHubspotAdapter({
    ...newTestTime(),
    fetch,
    apiUrl: "https://hubspot.test",
    getAccess: async () => ({ accessToken: "a token" }),
    settings: HubspotSettings.parse({}),
    callState: newHubspotCallState(),
  });
}

describe("a hiccup", () => {
  it.each(["fail-before", "fail-after", "drop-answer", "time-out"] as const)(
    "is over at the second try, and nothing is doubled: %s",
    async (kind) => {
      const { sandbox, adapter } = await simulateHubspot();
      await adapter.pushContacts([]);
      for (const path of ["batch/read", "batch/upsert", "batch/update"]) {
        sandbox.faults.push({ match: (call) => call.path.endsWith(path), kind, times: 1 });
      }
      const pushed = await pushOne(adapter);
      await pushSynced(adapter, [{ ...pushed, customer: { ...pushed.customer, totalOrders: 1 } }]);
      expect(sandbox.records("contacts")).toHaveLength(1);
    },
  );
});

describe("a limit", () => {
  it.each([
    [429, 5, 5],
    [429, undefined, 10],
    [423, undefined, 2],
    [423, 1, 2],
    [477, 3600, 3600],
    [477, undefined, 86_400],
  ])("is not tried again: %i with Retry-After %s waits %i s", async (status, retryAfterSeconds, expected) => {
    const { sandbox, adapter } = await simulateHubspot();
    await adapter.pushContacts([]);
    const before = sandbox.calls.length;
    sandbox.faults.push({ match: () => true, kind: "status", status, retryAfterSeconds, times: 1 });
    await expect(adapter.readContacts(["1"])).rejects.toMatchObject({ retryAfterSeconds: expected });
    await expect(adapter.readContacts(["1"])).rejects.toMatchObject({ name: "RetryAfterError" });
    expect(sandbox.calls.length - before).toBe(1);
  });

  it("is kept to, and nearly used up, by a long run", async () => {
    const limits = { perTenSeconds: 100, oauthPerTenSeconds: 110, searchesPerSecond: 5, perDay: 1_000_000 };
    const { sandbox, adapter, now } = await simulateHubspot({ limits });
    await adapter.readContacts(["1"]);
    const begin = now().getTime();
    for (let call = 0; call < 3000; call += 4) {
      await Promise.all(Array.from({ length: 4 }, () => adapter.readContacts(["1"])));
    }
    const allowed = ((now().getTime() - begin) / 10_000) * limits.perTenSeconds;
    expect(3000 / allowed).toBeGreaterThanOrEqual(0.95);
    expect(sandbox.calls.filter(({ status }) => status === 429)).toEqual([]);
  });

  it("of the day leaves other programs their share", async () => {
    const limits = { perTenSeconds: 100, oauthPerTenSeconds: 110, searchesPerSecond: 5, perDay: 100 };
    const { sandbox, adapter } = await simulateHubspot({ limits, settings: { dailyShare: 0.6 } });
    const readAll = async () => {
      for (;;) await adapter.readContacts(["1"]);
    };
    await expect(readAll()).rejects.toMatchObject({ name: "RetryAfterError", retryAfterSeconds: 3600 });
    expect(sandbox.calls.length).toBeGreaterThan(55);
    expect(sandbox.calls.length).toBeLessThanOrEqual(61);
  });
});

describe("an access token", () => {
  it("that has expired is replaced once for all calls", async () => {
    const clock = () => new Date();
    const app = {
      clientId: "an id",
      clientSecret: crypto.randomUUID(),
      accessTokenSeconds: 1800,
      refreshTokenSeconds: null,
    };
    const sandbox = createHubspotSandbox({
      clock,
      sleep: async () => {},
      newId: () => crypto.randomUUID(),
      oauth: { ...app, rotatesRefreshTokens: false },
    });
    let token = "expired";
    let refreshes = 0;
    const adapter = createHubspotAdapter({
      fetch: (request) => sandbox.fetch(request),
      apiUrl: "https://hubspot.test",
      getAccess: async (options) => {
        if (options?.refused === token) {
          refreshes += 1;
          token = sandbox.grant(HUBSPOT_SCOPES).accessToken;
        }
        return { accessToken: token };
      },
      ...newTestTime(),
      clock,
      settings: HubspotSettings.parse({}),
      callState: newHubspotCallState(),
    });
    await adapter.setUp();
    await Promise.all(Array.from({ length: 50 }, () => adapter.readContacts(["1"])));
    expect(refreshes).toBe(1);
  });

  it("without a right asks for a person, and names the right", async () => {
    const { adapter } = await simulateHubspot({ isSetUp: false, scopes: [] });
    await expect(adapter.readContacts(["1"])).rejects.toThrow("crm.schemas.contacts.read");
  });
});

describe("an error", () => {
  it("holds nothing of what HubSpot quotes", async () => {
    const { sandbox, adapter } = await simulateHubspot();
    const taken = newCustomer();
    await pushOne(adapter, taken);
    const bad = newCustomer({ email: "secret address" });
    const again = newCustomer({ email: taken.email });
    const outcomes = await adapter.pushContacts([firstPush(bad), firstPush(again)]);
    sandbox.faults.push({ match: () => true, kind: "status", status: 500, times: 3 });
    const error: unknown = await adapter.readContacts(["1"]).catch((caught: unknown) => caught);
    const said = JSON.stringify([outcomes, error, String(error)]);
    expect(said).not.toContain("secret address");
    expect(said).not.toContain(taken.email);
  });

  it.each(["not JSON", "[]", '{"results":[{"id":7}]}'])(
    "comes of an answer that cannot be read: %s",
    async (text) => {
      const garbled = connectTo(
        async () => new Response(text, { headers: { "content-type": "application/json" } }),
      );
      await expect(garbled.readContacts(["1"])).rejects.toMatchObject({
        name: "TransientError",
        message: "HubSpot gave an answer that cannot be read",
        cause: undefined,
      });
    },
  );
});
