import { env } from "cloudflare:workers";
import { listMappings, listSyncRuns } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { insertMapping, insertNewIntegration, insertRun } from "./integration-rows.ts";

describe("mappings", () => {
  it("are listed in the order of their customers with the reason, all of them or those of one status", async () => {
    const integration = await insertNewIntegration();
    const { tenantId, id } = integration;
    const statuses = ["synced", "error", "pending", "error"];
    for (const [index, status] of statuses.entries()) {
      await insertMapping(integration, {
        prospect_id: `p${index}`,
        external_id: status === "pending" ? "" : `r${index}`,
        sync_status: status,
        last_synced_at: status === "synced" ? "2026-06-01 12:00:00.000" : null,
        metadata: status === "error" ? '{"reason":"refused"}' : null,
      });
    }
    const walk = async (status?: "synced" | "error") => {
      const first = await listMappings(env.DB, tenantId, id, { status }, { limit: 1 });
      const rest = first.nextCursor
        ? await listMappings(env.DB, tenantId, id, { status }, { cursor: first.nextCursor })
        : { items: [] };
      return [...first.items, ...rest.items];
    };
    const [synced, failed, pending] = await walk();
    expect(synced).toEqual({
      prospectId: "p0",
      externalId: "r0",
      externalSystem: "hubspot",
      syncStatus: "synced",
      lastSyncedAt: "2026-06-01T12:00:00.000Z",
      metadata: null,
    });
    expect(failed).toMatchObject({ externalId: "r1", syncStatus: "error", metadata: { reason: "refused" } });
    expect(pending).toMatchObject({ externalId: null, lastSyncedAt: null });
    expect((await walk()).map(({ prospectId }) => prospectId)).toEqual(["p0", "p1", "p2", "p3"]);
    expect((await walk("error")).map(({ prospectId }) => prospectId)).toEqual(["p1", "p3"]);
    expect((await walk("synced")).map(({ prospectId }) => prospectId)).toEqual(["p0"]);
  });
});

describe("runs", () => {
  it("are listed page by page, the latest first", async () => {
    const integration = await insertNewIntegration();
    const { tenantId, id } = integration;
    await insertRun(integration, 0, null, `${id}-0`);
    await insertRun(integration, 1, "the CRM is down", `${id}-1`);
    await insertRun(integration, 1, null, `${id}-2`);
    const first = await listSyncRuns(env.DB, tenantId, id, { limit: 2 });
    const second = await listSyncRuns(env.DB, tenantId, id, { cursor: first.nextCursor ?? undefined });
    expect([...first.items, ...second.items].map((run) => run.id)).toEqual([`${id}-2`, `${id}-1`, `${id}-0`]);
    expect(first.items[1]).toEqual({
      id: `${id}-1`,
      startedAt: "2026-06-01T12:01:00.000Z",
      finishedAt: "2026-06-01T12:01:30.000Z",
      result: "failed",
      counts: { contacts: 2 },
      error: "the CRM is down",
    });
    expect(second.nextCursor).toBeNull();
  });
});
