import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { operations } from "../../../../../workers/consumer/src/api/operations.ts";
import { observedDatabase } from "../../../../support/observed-database.ts";
import { call, create, listAll, newTenant } from "../api-client.ts";
import { exampleRequest } from "../example-requests.ts";

async function createKey(path: string) {
  return z
    .looseObject({ id: z.string(), key: z.string() })
    .parse(await create(`${path}/keys`, { role: "operator", name: "Till" }));
}

/** Reads the audit of a tenant, or with null the changes without a tenant, the latest first. */
function listAudit(tenantId: string | null) {
  return listAll(tenantId === null ? "/api/audit" : `/api/tenants/${tenantId}/audit`);
}

describe.each(
  operations
    .filter(({ method }) => method !== "GET")
    .map((operation) => [operation.method, operation.path, operation] as const),
)("%s %s", (method, path, operation) => {
  it("is in the audit with its actor, action, time, target and outcome, and without the body of the request", async () => {
    const { tenantId, path: url, body } = await exampleRequest(operation);
    const before = new Set((await listAudit(tenantId)).map(({ id }) => id));
    const answer = await call(method, url, { body });
    const added = (await listAudit(tenantId)).filter(({ id }) => !before.has(id));
    expect(added).toEqual([
      {
        id: expect.any(String),
        at: expect.stringMatching(/Z$/),
        actor: { kind: "deployer", id: "deployer", name: null },
        action: `${method} ${path}`,
        target: added[0]?.target,
        reason: added[0]?.reason,
        count: added[0]?.count,
        status: answer.status,
      },
    ]);
    expect(answer.status).toBeLessThan(300);
    expect([added[0]?.target, added[0]?.count]).not.toEqual([null, null]);
    const written = JSON.stringify(added);
    for (const sent of ["Sophie", "Martin", "Called back", "authToken", "accessToken"]) {
      expect(written).not.toContain(sent);
    }
  });
});

describe("reading", () => {
  it("leaves nothing in the audit", async () => {
    const { tenantId, path } = newTenant();
    for (const list of [
      "customers",
      "channels",
      "keys",
      "integrations",
      "dead-letters",
      "audit",
      "overview",
    ]) {
      expect((await call("GET", `${path}/${list}`)).status).toBe(200);
    }
    expect(await listAudit(tenantId)).toEqual([]);
  });
});

describe("a change", () => {
  it("is in the audit with the key that made it and the id of the new thing", async () => {
    const { tenantId, path } = newTenant();
    const { id, key: token } = await createKey(path);
    const answer = await call("POST", `${path}/customers`, { token, body: { firstName: "Sophie" } });
    expect(await listAudit(tenantId)).toMatchObject([
      { actor: { kind: "key", id, name: "Till" }, target: Object(answer.body).id, status: 201 },
      { actor: { kind: "deployer" }, target: id, status: 201 },
    ]);
  });

  it("that D1 refuses is in the audit with the status of the answer", async () => {
    const { tenantId, path } = newTenant();
    expect((await call("PATCH", `${path}/customers/none`, { body: { city: "Lyon" } })).status).toBe(404);
    await call("POST", `${path}/customers`, { body: { phone: "+33612345678" } });
    expect((await call("POST", `${path}/customers`, { body: { phone: "+33612345678" } })).status).toBe(409);
    expect((await listAudit(tenantId)).map(({ status, target }) => [status, typeof target])).toEqual([
      [409, "object"],
      [201, "string"],
      [404, "string"],
    ]);
  });

  it("that is a dry run is not in the audit, because it changes nothing", async () => {
    const { tenantId, path } = newTenant();
    const body = { filter: {}, reason: "what if?", dryRun: true };
    for (const verb of ["replay", "discard"]) {
      expect((await call("POST", `${path}/dead-letters/${verb}`, { body })).status).toBe(200);
    }
    expect(await listAudit(tenantId)).toEqual([]);
    await call("POST", `${path}/dead-letters/discard`, { body: { ...body, dryRun: false } });
    expect(await listAudit(tenantId)).toMatchObject([{ count: 0, reason: "what if?" }]);
  });

  it("that is no valid request is not in the audit, because it changed nothing", async () => {
    const { tenantId, path } = newTenant();
    expect((await call("POST", `${path}/customers`, { body: { unknown: 1 } })).status).toBe(400);
    expect(await listAudit(tenantId)).toEqual([]);
  });

  it("is not made where the audit entry cannot be written before it", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    const { tenantId, path } = newTenant();
    const db = observedDatabase(env.DB, { fault: () => "before" });
    const answer = await call("POST", `${path}/customers`, { body: {}, env: { ...env, DB: db } });
    expect(answer.status).toBe(503);
    expect(await listAll(`${path}/customers`)).toEqual([]);
    expect(await listAudit(tenantId)).toEqual([]);
  });

  it("has an audit entry without outcome where the Worker ended after it, and is answered as made where only the audit failed", async () => {
    const logged = vi.spyOn(console, "error").mockReturnValue();
    const { tenantId, path } = newTenant();
    let roundTrips = 0;
    // The third write, the outcome in the audit, is lost.
    const fault = () => (++roundTrips > 2 ? "before" : "none");
    const db = observedDatabase(env.DB, { fault });
    const { id } = await create(`${path}/customers`, { firstName: "Sophie" });
    const answer = await call("DELETE", `${path}/customers/${id}`, { env: { ...env, DB: db } });
    expect(answer.status).toBe(204);
    expect(roundTrips).toBe(3);
    expect(logged.mock.calls.join()).toContain("audit_not_completed");
    expect(await listAll(`${path}/customers`)).toEqual([]);
    expect(await listAudit(tenantId)).toMatchObject([
      { target: id, status: null },
      { target: id, status: 201 },
    ]);
  });

  it.each([1, 2, 3])(
    "is never made without an audit entry where D1 fails after round trip %i",
    async (last) => {
      vi.spyOn(console, "error").mockReturnValue();
      const { tenantId, path } = newTenant();
      let roundTrips = 0;
      const db = observedDatabase(env.DB, { fault: () => (++roundTrips >= last ? "after" : "none") });
      await call("POST", `${path}/customers`, { body: { firstName: "Sophie" }, env: { ...env, DB: db } });
      const customers = (await listAll(`${path}/customers`)).length;
      const rows = await listAudit(tenantId);
      expect(rows).toHaveLength(1);
      expect(customers).toBeLessThanOrEqual(rows.length);
    },
  );
});

describe("the list of changes", () => {
  it("is filtered by time, actor and action, and read page by page", async () => {
    const { tenantId, path } = newTenant();
    const { id, key: token } = await createKey(path);
    for (const firstName of ["Ann", "Ben", "Cem"]) {
      await call("POST", `${path}/customers`, { token, body: { firstName } });
    }
    expect(await listAll(`${path}/audit?limit=1`)).toHaveLength(4);
    expect(await listAll(`${path}/audit?actor=${id}`)).toHaveLength(3);
    const action = encodeURIComponent("POST /api/tenants/:tenantId/keys");
    expect(await listAll(`${path}/audit?action=${action}`)).toMatchObject([{ target: id }]);
    expect(await listAll(`${path}/audit?until=2020-01-01`)).toEqual([]);
    expect(await listAll(`${path}/audit?since=2020-01-01`)).toHaveLength(4);
    expect(await listAudit(`${tenantId}x`)).toEqual([]);
  });

  it.each(["since=yesterday", "actor=", "kind=key"])("refuses ?%s", async (query) => {
    expect((await call("GET", `${newTenant().path}/audit?${query}`)).status).toBe(400);
  });
});
