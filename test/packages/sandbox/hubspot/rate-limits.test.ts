import { HUBSPOT_SCOPES } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { oauthApp } from "./oauth-app.ts";
import { sandboxAccount } from "./sandbox-account.ts";

const limits = { perTenSeconds: 3, oauthPerTenSeconds: 2, searchesPerSecond: 2, perDay: 5 };
const list = "GET /crm/v3/properties/contacts";
const search = "POST /crm/v3/objects/contacts/search";

describe("the limit of ten seconds", () => {
  it("counts down in the headers of each answer", async () => {
    const { call } = sandboxAccount({ limits });
    await call(list);
    const { headers } = await call(list);
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-hubspot-ratelimit-daily": "5",
      "x-hubspot-ratelimit-daily-remaining": "3",
      "x-hubspot-ratelimit-interval-milliseconds": "10000",
      "x-hubspot-ratelimit-max": "3",
      "x-hubspot-ratelimit-remaining": "1",
    });
  });

  it("answers 429 until the oldest call leaves the rolling window", async () => {
    const { call, advance } = sandboxAccount({ limits });
    await call(list);
    advance(4000);
    await call(list);
    await call(list);
    const refused = await call(list);
    expect(refused).toMatchObject({
      status: 429,
      body: { category: "RATE_LIMITS", policyName: "TEN_SECONDLY_ROLLING" },
    });
    expect(refused.headers.get("retry-after")).toBe("6");
    advance(5999);
    expect((await call(list)).status).toBe(429);
    advance(1);
    expect((await call(list)).status).toBe(200);
    expect((await call(list)).status).toBe(429);
  });

  it("counts refused calls as well, whose answers carry its headers", async () => {
    const { call } = sandboxAccount({ limits });
    const missing = await call("GET /crm/v3/objects/contacts/999999");
    expect(missing.status).toBe(404);
    expect(missing.headers.get("x-hubspot-ratelimit-remaining")).toBe("2");
  });

  it("of the OAuth application is a separate one, and its answers carry no daily headers", async () => {
    const { call, sandbox } = sandboxAccount({ limits, oauth: oauthApp() });
    const { accessToken } = sandbox.grant(HUBSPOT_SCOPES);
    const asApp = () => call(list, undefined, { Authorization: `Bearer ${accessToken}` });
    for (let count = 0; count < 3; count++) await call(list);
    const { status, headers } = await asApp();
    expect(status).toBe(200);
    expect(headers.get("x-hubspot-ratelimit-max")).toBe("2");
    expect(headers.get("x-hubspot-ratelimit-remaining")).toBe("1");
    expect(headers.get("x-hubspot-ratelimit-daily")).toBeNull();
  });
});

describe("the daily limit", () => {
  it("answers 429 until midnight UTC", async () => {
    const { call, advance } = sandboxAccount({ limits });
    for (let count = 0; count < 5; count++) {
      expect((await call(list)).status).toBe(200);
      advance(10_000);
    }
    const refused = await call(list);
    expect(refused).toMatchObject({ status: 429, body: { policyName: "DAILY" } });
    const retryAfterSeconds = Number(refused.headers.get("retry-after"));
    expect(retryAfterSeconds).toBe(15 * 3600 - 50);
    advance(retryAfterSeconds * 1000);
    expect((await call(list)).status).toBe(200);
  });
});

describe("the limit of searches", () => {
  it("is separate, counts by the second, and its answers carry no rate headers", async () => {
    const { call, advance } = sandboxAccount({ limits });
    const first = await call(search, {});
    expect([...first.headers.keys()].filter((name) => name.includes("ratelimit"))).toEqual([]);
    await call(search, {});
    expect(await call(search, {})).toMatchObject({ status: 429, body: { policyName: "SECONDLY" } });
    expect((await call(list)).status).toBe(200);
    advance(1000);
    expect((await call(search, {})).status).toBe(200);
  });
});
