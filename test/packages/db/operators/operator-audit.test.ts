import { env } from "cloudflare:workers";
import { type AuditIntent, completeAuditEntry, insertAuditEntry, listAuditEntries } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { statementsOf } from "../query-plan.ts";

const NOW = new Date("2026-03-01T10:00:00.000Z");
const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
const DONE = { status: 204, target: null, reason: null, count: null };

function newIntent(partial: Partial<AuditIntent> = {}): AuditIntent {
  return {
    id: uniqueId("audit"),
    tenantId: uniqueId("tenant"),
    actor: { kind: "key", id: "k1", name: "Till" },
    action: "DELETE /api/tenants/:tenantId/customers/:id",
    target: "c1",
    ...partial,
  };
}

describe("a change in the audit", () => {
  it("has an entry before its outcome is known, and a whole one after it", async () => {
    const intent = newIntent({ target: null });
    await insertAuditEntry(env.DB, intent, NOW);
    const { tenantId, ...announced } = intent;
    const entry = { ...announced, at: NOW.toISOString(), reason: null, count: null, status: null };
    expect((await listAuditEntries(env.DB, tenantId, {})).items).toEqual([entry]);
    const outcome = { status: 202, target: "r1", reason: "the number is back", count: 3 };
    await completeAuditEntry(env.DB, intent, outcome);
    expect((await listAuditEntries(env.DB, tenantId, {})).items).toEqual([{ ...entry, ...outcome }]);
  });

  it("keeps its first target where the outcome names none", async () => {
    const intent = newIntent();
    await insertAuditEntry(env.DB, intent, NOW);
    await completeAuditEntry(env.DB, intent, DONE);
    expect((await listAuditEntries(env.DB, intent.tenantId, {})).items).toMatchObject([{ target: "c1" }]);
  });

  it.each([
    ["deleted", "DELETE FROM operator_audit WHERE id = ?1"],
    ["given another outcome", "UPDATE operator_audit SET status = 500 WHERE id = ?1"],
    ["left without its outcome", "UPDATE operator_audit SET status = NULL WHERE id = ?1"],
    ["given another reason", "UPDATE operator_audit SET reason = 'none' WHERE id = ?1"],
    ["replaced", "INSERT OR REPLACE INTO operator_audit SELECT * FROM operator_audit WHERE id = ?1"],
  ])("cannot be %s once it is whole", async (_name, sql) => {
    const intent = newIntent();
    await insertAuditEntry(env.DB, intent, NOW);
    await completeAuditEntry(env.DB, intent, DONE);
    const before = await listAuditEntries(env.DB, intent.tenantId, {});
    await expect(env.DB.prepare(sql).bind(intent.id).run()).rejects.toThrow("audit_is_append_only");
    expect(await listAuditEntries(env.DB, intent.tenantId, {})).toEqual(before);
  });

  it.each([
    ["deleted", "DELETE FROM operator_audit WHERE id = ?1"],
    ["without its outcome given a reason", "UPDATE operator_audit SET reason = 'none' WHERE id = ?1"],
    ["somebody else's", "UPDATE operator_audit SET status = 204, actor_id = 'k2' WHERE id = ?1"],
    ["another tenant's", "UPDATE operator_audit SET status = 204, tenant_id = NULL WHERE id = ?1"],
    ["earlier", "UPDATE operator_audit SET status = 204, at = '2020-01-01' WHERE id = ?1"],
    ["something else", "UPDATE operator_audit SET status = 204, action = 'GET' WHERE id = ?1"],
  ])("cannot become %s while it waits for its outcome", async (_name, sql) => {
    const intent = newIntent();
    await insertAuditEntry(env.DB, intent, NOW);
    await expect(env.DB.prepare(sql).bind(intent.id).run()).rejects.toThrow("audit_is_append_only");
  });
});

describe("the list of changes", () => {
  it("shows the latest first, page by page, and keeps apart the tenants and the changes of no tenant", async () => {
    const tenantId = uniqueId("tenant");
    const intents = [0, 1, 2].map(() => newIntent({ tenantId }));
    for (const [index, intent] of intents.entries())
      await insertAuditEntry(env.DB, intent, minutesLater(index));
    const unowned = newIntent({ tenantId: null });
    await insertAuditEntry(env.DB, unowned, NOW);
    const first = await listAuditEntries(env.DB, tenantId, {}, { limit: 2 });
    const rest = await listAuditEntries(env.DB, tenantId, {}, { cursor: first.nextCursor ?? undefined });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(
      intents.map(({ id }) => id).toReversed(),
    );
    expect(rest.nextCursor).toBeNull();
    expect((await listAuditEntries(env.DB, null, {})).items.map(({ id }) => id)).toContain(unowned.id);
    expect((await listAuditEntries(env.DB, uniqueId("tenant"), {})).items).toEqual([]);
  });

  it("lists changes of the same moment one by one", async () => {
    const tenantId = uniqueId("tenant");
    const intents = [0, 1, 2].map(() => newIntent({ tenantId }));
    for (const intent of intents) await insertAuditEntry(env.DB, intent, NOW);
    const ids: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await listAuditEntries(env.DB, tenantId, {}, { limit: 1, cursor: cursor ?? undefined });
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids.sort()).toEqual(intents.map(({ id }) => id).sort());
  });

  it("is narrowed by time, actor and action", async () => {
    const tenantId = uniqueId("tenant");
    const other = { kind: "access", id: "ann@example.com", name: null };
    const [first, second, third] = [
      newIntent({ tenantId }),
      newIntent({ tenantId, actor: other }),
      newIntent({ tenantId, action: "POST /api/tenants/:tenantId/keys" }),
    ];
    await insertAuditEntry(env.DB, first, minutesLater(0));
    await insertAuditEntry(env.DB, second, minutesLater(1));
    await insertAuditEntry(env.DB, third, minutesLater(2));
    const ids = async (filter: Parameters<typeof listAuditEntries>[2]) =>
      (await listAuditEntries(env.DB, tenantId, filter)).items.map(({ id }) => id);
    expect(await ids({ since: minutesLater(1) })).toEqual([third.id, second.id]);
    expect(await ids({ until: minutesLater(1) })).toEqual([first.id]);
    expect(await ids({ actor: "ann@example.com" })).toEqual([second.id]);
    expect(await ids({ action: third.action })).toEqual([third.id]);
    expect(await ids({ action: third.action, actor: "ann@example.com" })).toEqual([]);
  });

  it("reads the index that fits the filter, in its order", async () => {
    const { db, plans } = statementsOf(env.DB);
    const cursor = btoa(JSON.stringify([NOW.toISOString(), "a"]));
    const period = { since: NOW, until: minutesLater(1) };
    await listAuditEntries(db, "t", period, { cursor });
    await listAuditEntries(db, null, {});
    await listAuditEntries(db, "t", { ...period, actor: "k1" }, { cursor });
    await listAuditEntries(db, "t", { ...period, action: "POST /" }, { cursor });
    await listAuditEntries(db, "t", { ...period, actor: "k1", action: "POST /" }, { cursor });
    const found = [...(await plans()).values()];
    expect(found).toEqual([
      expect.stringContaining("operator_audit_by_tenant"),
      expect.stringContaining("operator_audit_by_tenant"),
      expect.stringContaining("operator_audit_by_actor"),
      expect.stringContaining("operator_audit_by_action"),
      expect.stringContaining("operator_audit_by_actor_and_action"),
    ]);
    for (const plan of found) expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});
