import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { call, newTenant } from "../api-client.ts";

function brokenDatabase(error: Error): Env {
  const prepare = () => {
    throw error;
  };
  return { ...env, DB: new Proxy(env.DB, { get: () => prepare }) };
}

describe("the bearer token", () => {
  it("must have at least 32 characters", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const withToken = (token: string) =>
      call("GET", "/api/dead-letters", { env: { ...env, OPERATOR_TOKEN: token }, token });
    const answer = await withToken("x".repeat(31));
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      error: { code: "configuration", message: "OPERATOR_TOKEN is shorter than 32 characters" },
    });
    expect((await withToken("x".repeat(32))).status).toBe(200);
  });

  it.each([
    ["no token", null],
    ["another token", crypto.randomUUID()],
    ["a part of the token", env.OPERATOR_TOKEN.slice(0, -1)],
    ["a token that begins with the right one", `${env.OPERATOR_TOKEN}0`],
    ["an empty token", ""],
  ])("is refused when it is %s, and the answer says how to send it", async (_name, token) => {
    const { path } = newTenant();
    const answer = await call("GET", `${path}/customers`, { token });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(answer.body).toMatchObject({ error: { code: "unauthorized" } });
  });

  it("is required also for an unknown route and for a wrong method", async () => {
    expect((await call("GET", "/api/nothing", { token: null })).status).toBe(401);
    expect((await call("DELETE", "/api/dead-letters", { token: null })).status).toBe(401);
  });

  it("is named in the answer and in the log where the Worker has none", async () => {
    const logged = vi.spyOn(console, "error").mockReturnValue();
    const answer = await call("GET", "/api/dead-letters", {
      env: { ...env, OPERATOR_TOKEN: "" },
      token: null,
    });
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      error: { code: "configuration", message: expect.stringContaining("OPERATOR_TOKEN") },
    });
    expect(logged.mock.calls).toEqual([[expect.stringContaining("OPERATOR_TOKEN")]]);
  });
});

describe("routes", () => {
  it.each(["/api/nothing", "/api/tenants/acme", "/api/tenants/acme/dead-letters/replay/x", "/somewhere"])(
    "answers 404 to %s, which is none",
    async (path) => {
      const answer = await call("GET", path);
      expect(answer.status).toBe(404);
      expect(answer.body).toEqual({ error: { code: "not_found", message: expect.any(String) } });
    },
  );

  it("answers 405 to a wrong method and names the right ones", async () => {
    const answer = await call("PUT", "/api/tenants/acme/customers", { body: {} });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("POST, GET");
    expect(answer.body).toMatchObject({ error: { code: "method_not_allowed" } });
  });

  it("refuses query parameters that the route does not know, each by its name", async () => {
    const answer = await call("GET", "/api/tenants/acme/customers?serach=sophie&limit=0");
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: {
        code: "invalid_request",
        message: expect.stringContaining("serach: unknown field"),
        details: expect.arrayContaining([
          { path: "serach", message: "unknown field" },
          { path: "limit", message: expect.any(String) },
        ]),
      },
    });
  });

  it.each(["limit=201", "limit=-1", "limit=1.5", "limit=ten", "limit=", "limit=1&limit=2"])(
    "refuses the page ?%s",
    async (query) => {
      const answer = await call("GET", `/api/tenants/acme/customers?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ error: { details: [{ path: "limit" }] } });
    },
  );

  it("refuses a cursor that no list gave out", async () => {
    const answer = await call("GET", "/api/tenants/acme/customers?cursor=forged");
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      error: { code: "invalid_request", message: expect.stringMatching(/cursor/) },
    });
  });

  it.each([
    ["a null byte", "So\0phie"],
    ["half a character", "Sophie \ud83d"],
  ])("refuses texts with %s, in fields, in metadata and in the path", async (_, bad) => {
    const path = "/api/tenants/tenant/customers";
    for (const body of [{ firstName: bad }, { metadata: { deep: [bad] } }, { metadata: { [bad]: 1 } }]) {
      const answer = await call("POST", path, { body });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).toContain("null byte or half a character");
    }
  });

  it("accepts metadata that only mentions a null byte", async () => {
    const body = { metadata: { note: "\\u0000" } };
    expect(await call("POST", "/api/tenants/tenant/customers", { body })).toMatchObject({
      status: 201,
      body,
    });
  });

  it("names 20 of thousands of unknown fields and counts the rest", async () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, 1]));
    const answer = await call("POST", "/api/tenants/tenant/customers", { body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body).length).toBeLessThan(3000);
    expect(answer.body).toMatchObject({ error: { message: expect.stringContaining("and 4980 more") } });
  });

  it("answers 503 while the database is away, and 500 where a statement is at fault", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const failing = (message: string) => brokenDatabase(new Error(message));
    const path = "/api/tenants/tenant/customers";
    const away = await call("GET", path, { env: failing("D1_ERROR: Network connection lost.") });
    expect(away.status).toBe(503);
    expect(away.headers.get("retry-after")).toBe("5");
    const wrong = await call("GET", path, { env: failing("D1_ERROR: no such column: x: SQLITE_ERROR") });
    expect(wrong.status).toBe(500);
  });

  it("refuses a path that is not percent-encoded UTF-8", async () => {
    const answer = await call("PUT", "/api/tenants/acme/customers/c1/tags/%E9t%E9");
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: "tag" }] } });
  });
});

describe("bodies", () => {
  it.each([
    ["nothing", ""],
    ["half of a JSON text", '{"firstName":"Sophie"'],
    ["bytes that are no UTF-8", new Uint8Array([0x22, 0xe9, 0x22])],
  ])("are refused when they are %s, without being quoted", async (_name, body) => {
    const answer = await call("POST", "/api/tenants/acme/customers", { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { code: "invalid_request", details: [{ path: "" }] } });
    expect(JSON.stringify(answer.body)).not.toContain("Sophie");
  });

  it.each([["null"], ["[]"], ['"text"']])("are refused when they are %s", async (body) => {
    expect((await call("POST", "/api/tenants/acme/customers", { body })).status).toBe(400);
  });

  it("are read up to 256 KiB, and refused above", async () => {
    const { path } = newTenant();
    const padded = (bytes: number) => JSON.stringify({ firstName: "Ann" }).padEnd(bytes, " ");
    expect((await call("POST", `${path}/customers`, { body: padded(256 * 1024) })).status).toBe(201);
    const answer = await call("POST", `${path}/customers`, { body: padded(256 * 1024 + 1) });
    expect(answer.status).toBe(413);
    expect(answer.body).toMatchObject({ error: { code: "too_large" } });
  });

  it("are not read any further once they are too large", async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 64 * 1024;
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    expect((await call("POST", "/api/tenants/acme/customers", { body: endless })).status).toBe(413);
    expect(sent).toBeLessThan(1024 * 1024);
  });
});

describe("failures", () => {
  it("answers only the id that finds an unknown error in the log", async () => {
    const logged = vi.spyOn(console, "error").mockReturnValue();
    const answer = await call("GET", "/api/tenants/acme/dead-letters", {
      env: brokenDatabase(new RangeError("what went wrong inside")),
    });
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({ error: { code: "internal", message: expect.any(String) } });
    expect(JSON.stringify(answer.body)).not.toContain("inside");
    const line: unknown = JSON.parse(String(logged.mock.calls[0]?.[0]));
    expect(line).toMatchObject({
      level: "error",
      requestId: answer.headers.get("x-request-id"),
      method: "GET",
      route: "/api/tenants/:tenantId/dead-letters",
      status: 500,
      message: "what went wrong inside",
    });
  });

  it("logs a refusal with its request id and without the path's values", async () => {
    const logged = vi.spyOn(console, "info").mockReturnValue();
    const answer = await call("GET", "/api/tenants/acme/customers/Sophie");
    expect(answer.status).toBe(404);
    const line = String(logged.mock.calls[0]?.[0]);
    expect(line).toContain(answer.headers.get("x-request-id"));
    expect(line).not.toContain("Sophie");
  });

  it("keeps answers out of every cache", async () => {
    for (const token of [env.OPERATOR_TOKEN, null]) {
      const answer = await call("GET", "/api/tenants/acme/customers", { token });
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });
});

describe("/health", () => {
  it("answers 200 without a key", async () => {
    const answer = await call("GET", "/health", { token: null });
    expect([answer.status, answer.body]).toEqual([200, { status: "ok" }]);
  });

  it("answers a HEAD request, such as an uptime monitor's", async () => {
    expect((await call("HEAD", "/health", { token: null })).status).toBe(200);
  });

  it("answers 503 while D1 does not answer", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const answer = await call("GET", "/health", { env: brokenDatabase(new Error("D1_ERROR: overloaded")) });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(answer.body).toEqual({ error: { code: "unavailable", message: expect.any(String) } });
  });
});
