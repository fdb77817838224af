import { env } from "cloudflare:workers";
import {
  findApiKey,
  insertApiKey,
  listApiKeys,
  type NewApiKey,
  revokeApiKey,
  touchApiKey,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { statementsOf } from "../query-plan.ts";

const NOW = new Date("2026-03-01T10:00:00.000Z");
const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

function newKey(partial: Partial<NewApiKey> = {}): NewApiKey {
  return {
    id: uniqueId("key"),
    tenantId: uniqueId("tenant"),
    role: "operator",
    name: null,
    secretHash: "00",
    createdBy: "deployer",
    ...partial,
  };
}

describe("a key", () => {
  it("is listed with the other keys of its tenant, page by page, the newest first", async () => {
    const tenantId = uniqueId("tenant");
    const [older, newer] = [newKey({ tenantId }), newKey({ tenantId, role: "viewer", name: "Till" })];
    await insertApiKey(env.DB, older, NOW);
    await insertApiKey(env.DB, newer, minutesLater(1));
    await insertApiKey(env.DB, newKey(), minutesLater(2));
    const first = await listApiKeys(env.DB, tenantId, { limit: 1 });
    expect(first.items).toEqual([
      {
        id: newer.id,
        tenantId,
        role: "viewer",
        name: "Till",
        createdAt: minutesLater(1).toISOString(),
        createdBy: "deployer",
        lastUsedAt: null,
        revokedAt: null,
      },
    ]);
    const rest = await listApiKeys(env.DB, tenantId, { cursor: first.nextCursor ?? undefined });
    expect(rest).toMatchObject({ items: [{ id: older.id }], nextCursor: null });
  });

  it("is revoked by its own tenant alone, and keeps the time of the first revocation", async () => {
    const key = newKey();
    await insertApiKey(env.DB, key, NOW);
    expect(await revokeApiKey(env.DB, uniqueId("tenant"), key.id, minutesLater(1))).toBe(false);
    expect(await findApiKey(env.DB, key.id)).toMatchObject({ key: { revokedAt: null } });
    expect(await revokeApiKey(env.DB, key.tenantId, key.id, minutesLater(2))).toBe(true);
    expect(await revokeApiKey(env.DB, key.tenantId, key.id, minutesLater(3))).toBe(true);
    expect(await findApiKey(env.DB, key.id)).toMatchObject({
      key: { revokedAt: minutesLater(2).toISOString() },
    });
  });

  it("stores its use no more often than the caller wants", async () => {
    const key = newKey();
    await insertApiKey(env.DB, key, NOW);
    const lastUse = async () => (await findApiKey(env.DB, key.id))?.key.lastUsedAt;
    await touchApiKey(env.DB, key.id, minutesLater(1), minutesLater(-59));
    expect(await lastUse()).toBe(minutesLater(1).toISOString());
    await touchApiKey(env.DB, key.id, minutesLater(60), minutesLater(0));
    expect(await lastUse()).toBe(minutesLater(1).toISOString());
    await touchApiKey(env.DB, key.id, minutesLater(62), minutesLater(2));
    expect(await lastUse()).toBe(minutesLater(62).toISOString());
  });

  it("is found by an index alone", async () => {
    const { db, plans } = statementsOf(env.DB);
    const key = newKey();
    await insertApiKey(db, key, NOW);
    await findApiKey(db, key.id);
    await listApiKeys(db, key.tenantId);
    await touchApiKey(db, key.id, minutesLater(1), NOW);
    await revokeApiKey(db, key.tenantId, key.id, NOW);
    const all = await plans();
    expect(all.size).toBe(5);
    for (const [sql, plan] of all) expect(plan, sql).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});
