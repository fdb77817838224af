import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import type { Operation } from "../../../../../workers/consumer/src/api/frame/operation.ts";
import { operations } from "../../../../../workers/consumer/src/api/operations.ts";
import { type Answer, call, create, newTenant } from "../api-client.ts";
import { createAccessTeam } from "./access-team.ts";

type CallOptions = NonNullable<Parameters<typeof call>[2]>;

const Key = z.looseObject({ id: z.string(), key: z.string() });

/** The callers, each with the credentials that it sends. */
const callers = new Map<string, CallOptions>();
let tenantId = "";
let viewerId = "";

async function createKey(path: string, role: string) {
  return Key.parse(await create(`${path}/keys`, { role }));
}

beforeAll(async () => {
  const tenant = newTenant();
  const foreign = newTenant().path;
  tenantId = tenant.tenantId;
  const team = await createAccessTeam();
  const revoked = await createKey(tenant.path, "operator");
  await call("DELETE", `${tenant.path}/keys/${revoked.id}`);
  const viewer = await createKey(tenant.path, "viewer");
  viewerId = viewer.id;
  const operator = await createKey(tenant.path, "operator");
  callers.set("nobody", { token: null });
  callers.set("malformed", { token: null, headers: { authorization: "Basic YTpi" } });
  callers.set("wrong", { token: `${viewer.key.slice(0, -64)}${operator.key.slice(-64)}` });
  callers.set("revoked", { token: revoked.key });
  callers.set("foreign viewer", { token: (await createKey(foreign, "viewer")).key });
  callers.set("foreign operator", { token: (await createKey(foreign, "operator")).key });
  callers.set("viewer", { token: viewer.key });
  callers.set("operator", { token: operator.key });
  callers.set("deployer", { token: env.OPERATOR_TOKEN });
  const access = { env: team.env, api: team.api, token: null };
  callers.set("person", { ...access, headers: await team.assertion() });
  callers.set("stranger at Access", {
    ...access,
    headers: await team.assertion({ claims: { aud: ["other"] } }),
  });
});

function callAs(caller: string, { method, path }: Operation): Promise<Answer> {
  const url = path.replace(":tenantId", tenantId).replaceAll(/:\w+/g, "nothing");
  return call(method, url, callers.get(caller));
}

const NOT_THERE = { error: { code: "not_found", message: "there is nothing here" } };

function outcome({ status, body }: Answer): "unknown" | "not there" | "forbidden" | "let through" {
  if (status === 401) return "unknown";
  if (status === 403) return "forbidden";
  return JSON.stringify(body) === JSON.stringify(NOT_THERE) ? "not there" : "let through";
}

const NOBODY = ["nobody", "malformed", "wrong", "revoked", "stranger at Access"];
const FOREIGNERS = ["foreign viewer", "foreign operator"];
const ALMIGHTY = ["deployer", "person"];

describe.each(operations.map((operation) => [operation.method, operation.path, operation] as const))(
  "%s %s",
  (method, path, operation) => {
    it("runs for callers that have the right, and tells the others nothing", async () => {
      const { access } = operation;
      const keyed =
        access === "deployer" || !path.startsWith("/api/tenants/:tenantId/") ? "not there" : "let through";
      const expected = Object.fromEntries([
        ...NOBODY.map((caller) => [caller, "unknown"]),
        ...FOREIGNERS.map((caller) => [caller, "not there"]),
        ["viewer", keyed === "let through" && access === "operator" ? "forbidden" : keyed],
        ["operator", keyed],
        ...ALMIGHTY.map((caller) => [caller, "let through"]),
      ]);
      expect(Object.keys(expected).toSorted()).toEqual([...callers.keys()].toSorted());
      const found: Record<string, string> = {};
      // Some callers are refused, and each refusal is logged.
      vi.spyOn(console, "error").mockReturnValue();
      for (const caller of callers.keys()) found[caller] = outcome(await callAs(caller, operation));
      expect(found).toEqual(expected);
    });

    it("is not open to viewers where it makes a change, nor to a tenant's keys where it has no tenant", () => {
      if (method !== "GET") expect(operation.access).not.toBe("viewer");
      if (!path.includes(":tenantId")) expect(operation.access).toBe("deployer");
    });
  },
);

describe("callers without the right", () => {
  it("are refused before the API reads their input", async () => {
    for (const [caller, status] of [
      ["wrong", 401],
      ["foreign operator", 404],
      ["viewer", 403],
    ] as const) {
      const answer = await call("POST", `/api/tenants/${tenantId}/customers?unknown=1`, {
        ...callers.get(caller),
        body: "{ no JSON",
      });
      expect(answer.status).toBe(status);
    }
  });

  it("leave no entry in the audit, because they changed nothing", async () => {
    const answer = await call("POST", `/api/tenants/${tenantId}/customers`, {
      ...callers.get("viewer"),
      body: {},
    });
    expect(answer.status).toBe(403);
    expect((await call("GET", `/api/tenants/${tenantId}/audit?actor=${viewerId}`)).body).toMatchObject({
      items: [],
    });
  });

  it("learn nothing of the routes, because an unknown route asks for a key, too", async () => {
    for (const caller of NOBODY) {
      expect((await call("GET", "/api/nothing", callers.get(caller))).status).toBe(401);
    }
  });
});
