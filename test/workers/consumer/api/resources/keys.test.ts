import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { observedDatabase } from "../../../../support/observed-database.ts";
import { type Answer, call, create, listAll, newTenant } from "../api-client.ts";

const NewKey = z.looseObject({ id: z.string(), key: z.string() });

async function createKey(role: "viewer" | "operator" = "operator") {
  const { tenantId, path } = newTenant();
  return { tenantId, path, ...NewKey.parse(await create(`${path}/keys`, { role })) };
}

/** The headers that differ from one answer to the next. */
function comparable({ status, headers, body }: Answer) {
  return { status, body, headers: [...headers].filter(([name]) => name !== "x-request-id") };
}

describe("a tenant's key", () => {
  it("is shown once, and kept as the hash of its secret", async () => {
    const { tenantId, path } = newTenant();
    const answer = await call("POST", `${path}/keys`, { body: { role: "viewer", name: "Till" } });
    expect(answer.status).toBe(201);
    const { key, ...shown } = NewKey.parse(answer.body);
    expect(shown).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      role: "viewer",
      name: "Till",
      createdAt: expect.stringMatching(/Z$/),
      createdBy: "deployer",
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(key).toMatch(new RegExp(`^coccinelle_${shown.id}_[0-9a-f]{64}$`));
    expect(await listAll(`${path}/keys`)).toEqual([shown]);
    const secret = key.slice(-64);
    const stored = await env.DB.prepare("SELECT * FROM api_keys WHERE tenant_id = ?1").bind(tenantId).all();
    expect(stored.results).toMatchObject([
      { secret_hash: createHash("sha256").update(secret).digest("hex") },
    ]);
    expect(JSON.stringify(stored.results)).not.toContain(secret);
  });

  it("is different each time", async () => {
    const keys = await Promise.all(Array.from({ length: 5 }, () => createKey()));
    expect(new Set(keys.flatMap(({ id, key }) => [id, key.slice(-64)])).size).toBe(10);
  });

  it.each([
    ["role", {}],
    ["role", { role: "deployer" }],
    ["tenantId", { role: "viewer", tenantId: "another" }],
    ["name", { role: "viewer", name: " " }],
  ])("is refused for its %s", async (field, body) => {
    const answer = await call("POST", `${newTenant().path}/keys`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: field }] } });
  });

  it("is made and revoked by an operator's key, which is named as its maker", async () => {
    const { path, id, key: token } = await createKey("operator");
    const made = await call("POST", `${path}/keys`, { token, body: { role: "operator" } });
    expect(made.status).toBe(201);
    const { id: madeId, key } = NewKey.parse(made.body);
    expect(made.body).toMatchObject({ createdBy: id });
    expect((await call("DELETE", `${path}/keys/${id}`, { token: key })).status).toBe(204);
    expect((await call("GET", `${path}/keys`, { token })).status).toBe(401);
    expect((await call("GET", `${path}/keys`, { token: key })).body).toMatchObject({
      items: [
        { id: madeId, revokedAt: null },
        { id, revokedAt: expect.stringMatching(/Z$/) },
      ],
    });
  });

  it("cannot make, list or revoke keys where its role is viewer", async () => {
    const { path, id, key: token } = await createKey("viewer");
    expect((await call("POST", `${path}/keys`, { token, body: { role: "viewer" } })).status).toBe(403);
    expect((await call("GET", `${path}/keys`, { token })).status).toBe(403);
    expect((await call("DELETE", `${path}/keys/${id}`, { token })).status).toBe(403);
    expect(await listAll(`${path}/keys`)).toMatchObject([{ id, revokedAt: null }]);
  });

  it("ends at once when it is revoked, stays in the list, and can be revoked again", async () => {
    const { path, id, key: token } = await createKey();
    expect((await call("GET", `${path}/customers`, { token })).status).toBe(200);
    expect((await call("DELETE", `${path}/keys/${id}`)).status).toBe(204);
    expect((await call("GET", `${path}/customers`, { token })).status).toBe(401);
    const listed = await listAll(`${path}/keys`);
    expect(listed).toMatchObject([{ id, revokedAt: expect.stringMatching(/Z$/) }]);
    expect((await call("DELETE", `${path}/keys/${id}`)).status).toBe(204);
    expect(await listAll(`${path}/keys`)).toEqual(listed);
  });

  it("is 404 to revoke for another tenant, and where it does not exist", async () => {
    const { path, id, key: token } = await createKey();
    expect((await call("DELETE", `${newTenant().path}/keys/${id}`)).status).toBe(404);
    expect((await call("DELETE", `${path}/keys/none`)).status).toBe(404);
    expect((await call("GET", `${path}/customers`, { token })).status).toBe(200);
  });

  it("opens its tenant however the path encodes the tenant's id", async () => {
    const { tenantId, path, key: token } = await createKey();
    const encoded = [...tenantId].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");
    expect((await call("GET", `/api/tenants/${encoded}/customers`, { token })).status).toBe(200);
    for (const other of [`${tenantId}x`, `${tenantId}%00`, `${tenantId}%2F`, tenantId.toUpperCase(), "%20"]) {
      expect((await call("GET", `/api/tenants/${other}/customers`, { token })).status).toBe(404);
    }
    expect((await call("GET", `${path}/../other/customers`, { token })).status).toBe(404);
  });
});

describe("a key that is not valid", () => {
  it("gets the same answer after the same work, whatever is wrong with it", async () => {
    const { path, id, key } = await createKey();
    const revoked = await createKey();
    await call("DELETE", `${revoked.path}/keys/${revoked.id}`);
    const other = await createKey();
    const work: string[][] = [];
    const answers: ReturnType<typeof comparable>[] = [];
    for (const token of [
      `coccinelle_${id}_${"0".repeat(64)}`,
      `coccinelle_${"0".repeat(24)}_${key.slice(-64)}`,
      `coccinelle_${other.id}_${key.slice(-64)}`,
      revoked.key,
    ]) {
      const statements: string[] = [];
      const db = observedDatabase(env.DB, { onRoundTrip: (sql) => void statements.push(...sql) });
      answers.push(comparable(await call("GET", `${path}/customers`, { token, env: { ...env, DB: db } })));
      work.push(statements);
    }
    expect(answers).toEqual(answers.map(() => answers[0]));
    expect(answers[0]).toMatchObject({ status: 401, body: { error: { code: "unauthorized" } } });
    expect(work).toEqual(work.map(() => work[0]));
    expect(work[0]).toHaveLength(1);
    expect(comparable(await call("GET", `${path}/customers`, { token: "wrong" }))).toEqual(answers[0]);
  });

  it("is refused where it is a part or another form of a valid one", async () => {
    const { path, id, key } = await createKey();
    for (const token of [
      key.slice(0, -1),
      `${key}0`,
      key.toUpperCase(),
      key.slice(-64),
      id,
      createHash("sha256").update(key.slice(-64)).digest("hex"),
      key.replace(/[0-9a-f]{64}$/, (secret) => createHash("sha256").update(secret).digest("hex")),
    ]) {
      expect((await call("GET", `${path}/customers`, { token })).status).toBe(401);
    }
  });
});

describe("the last use of a key", () => {
  /** Counts the writes, or attempts to write, of a request with the key. */
  async function countWrites(path: string, token: string) {
    const statements: string[] = [];
    const db = observedDatabase(env.DB, { onRoundTrip: (sql) => void statements.push(...sql) });
    expect((await call("GET", `${path}/customers`, { token, env: { ...env, DB: db } })).status).toBe(200);
    return statements.filter((sql) => sql.startsWith("UPDATE")).length;
  }

  it("is written at the first request, and then once an hour", async () => {
    const { path, id, key } = await createKey();
    expect(await countWrites(path, key)).toBe(1);
    expect(await listAll(`${path}/keys`)).toMatchObject([{ lastUsedAt: expect.stringMatching(/Z$/) }]);
    expect(await countWrites(path, key)).toBe(0);
    const anHourAgo = new Date(Date.now() - 61 * 60_000).toISOString().replace("T", " ").replace("Z", "");
    await env.DB.prepare("UPDATE api_keys SET last_used_at = ?2 WHERE id = ?1").bind(id, anHourAgo).run();
    expect(await countWrites(path, key)).toBe(1);
    expect(await countWrites(path, key)).toBe(0);
  });

  it("fails no request where it cannot be written", async () => {
    const logged = vi.spyOn(console, "warn").mockReturnValue();
    const { path, key } = await createKey();
    let roundTrips = 0;
    const db = observedDatabase(env.DB, {
      fault: () => "none",
      onRoundTrip: (sql) => {
        roundTrips += 1;
        if (sql[0]?.includes("last_used_at =")) throw new Error("D1_ERROR: overloaded");
      },
    });
    expect((await call("GET", `${path}/customers`, { token: key, env: { ...env, DB: db } })).status).toBe(
      200,
    );
    expect(roundTrips).toBe(3);
    expect(logged.mock.calls.join()).toContain("key_use_not_noted");
  });
});

describe("many keys that are not valid", () => {
  const from = (address: string, token: string | null) =>
    call("GET", "/api/audit", { token, headers: { "cf-connecting-ip": address } });

  /** A new period of the limit may begin in between, so the test sends twice the number that one period allows. */
  async function failUntilLimited(address: string): Promise<{ refused: number; limited: Answer }> {
    for (let refused = 0; refused <= 40; refused++) {
      const answer = await from(address, "wrong");
      if (answer.status !== 401) return { refused, limited: answer };
    }
    throw new Error("there is no limit");
  }

  it("are limited by client address, and the answer tells the time to wait", async () => {
    const { refused, limited } = await failUntilLimited(crypto.randomUUID());
    expect(refused).toBeGreaterThanOrEqual(20);
    expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "60"]);
    expect(limited.body).toMatchObject({ error: { code: "too_many_attempts" } });
    expect((await from(crypto.randomUUID(), "wrong")).status).toBe(401);
  });

  it("do not lock out a valid key, from the same address or another", async () => {
    const address = crypto.randomUUID();
    await failUntilLimited(address);
    expect((await from(address, env.OPERATOR_TOKEN)).status).toBe(200);
    expect((await from(crypto.randomUUID(), env.OPERATOR_TOKEN)).status).toBe(200);
  });

  it("do not include requests without a key, which guess nothing", async () => {
    const address = crypto.randomUUID();
    for (let attempt = 0; attempt <= 40; attempt++) {
      expect((await from(address, null)).status).toBe(401);
    }
  });
});
