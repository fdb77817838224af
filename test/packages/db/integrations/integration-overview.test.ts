import { env } from "cloudflare:workers";
import { findIntegrationOverview, listIntegrations } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { insertProspect } from "../tenant-rows.ts";
import { insertMapping, insertNewIntegration, insertRow, insertRun } from "./integration-rows.ts";

describe("the list of a tenant's integrations", () => {
  it("shows the integrations with the native one and without credentials, page by page, the newest first", async () => {
    const tenantId = uniqueId("tenant");
    await insertProspect(tenantId, { first_name: "Sophie" });
    const future = (minute: number) => new Date(Date.UTC(2126, 0, 1, 12, minute));
    const ids = [];
    for (const minute of [0, 1]) ids.unshift((await insertNewIntegration({ tenantId }, future(minute))).id);
    const first = await listIntegrations(env.DB, tenantId, { limit: 2 });
    const second = await listIntegrations(env.DB, tenantId, {
      limit: 2,
      cursor: first.nextCursor ?? undefined,
    });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual([...ids, `native:${tenantId}`]);
    expect(second.nextCursor).toBeNull();
    expect(JSON.stringify(first)).not.toContain("sealed");
    expect(second.items[0]).toMatchObject({ system: "native", isActive: true, pending: 0, failed: 0 });
  });

  it("counts customers that the CRM has not been sent yet, older than the integration and newer", async () => {
    const tenantId = uniqueId("tenant");
    await insertProspect(tenantId, { first_name: "Before" });
    const integration = await insertNewIntegration({ tenantId });
    const pending = async () => (await findIntegrationOverview(env.DB, tenantId, integration.id))?.pending;
    expect(await pending()).toBe(1);
    await insertProspect(tenantId, { first_name: "Since" });
    expect(await pending()).toBe(2);
    await env.DB.prepare("UPDATE sync_cursors SET load_position = load_until WHERE integration_id = ?1")
      .bind(integration.id)
      .run();
    expect(await pending()).toBe(1);
    await insertMapping(integration, { sync_status: "pending" });
    expect(await pending()).toBe(2);
    await env.DB.prepare(
      "UPDATE sync_cursors SET load_position = 0, load_until = ?2 WHERE integration_id = ?1",
    )
      .bind(integration.id, Number.MAX_SAFE_INTEGER)
      .run();
    expect(await pending()).toBe(3);
  });

  it("counts customers and activities that are not in the CRM as they should be", async () => {
    const integration = await insertNewIntegration();
    for (const status of ["pending", "synced", "error", "conflict", "merged", "remote_deleted", "blocked"]) {
      await insertMapping(integration, { sync_status: status });
    }
    for (const state of ["intended", "synced", "error", "unknown", "blocked"]) {
      await insertRow("crm_activity_mappings", {
        integration_id: integration.id,
        tenant_id: integration.tenantId,
        prospect_id: "p",
        activity_id: state,
        state,
      });
    }
    await insertMapping(await insertNewIntegration({ tenantId: integration.tenantId }), {
      sync_status: "error",
    });
    const { items } = await listIntegrations(env.DB, integration.tenantId);
    const counted = items.find(({ id }) => id === integration.id);
    expect(counted).toMatchObject({ pending: 1, failed: 6 });
  });

  it("shows the error of the last pass until a pass succeeds, even one that leaves no run", async () => {
    const integration = await insertNewIntegration();
    const { tenantId, id } = integration;
    const lastError = async () => (await findIntegrationOverview(env.DB, tenantId, id))?.lastError;
    const syncedAt = (time: string) =>
      env.DB.prepare("UPDATE crm_integrations SET last_sync_at = ?2 WHERE id = ?1").bind(id, time).run();
    expect(await lastError()).toBeNull();
    await insertRun(integration, 0, null);
    await syncedAt("2026-06-01 12:00:30.000");
    expect(await lastError()).toBeNull();
    await insertRun(integration, 1, "the CRM is down");
    expect(await lastError()).toBe("the CRM is down");
    await insertRun(integration, 2, "the CRM is still down");
    expect(await lastError()).toBe("the CRM is still down");
    await syncedAt("2026-06-01 12:03:00.000");
    expect(await lastError()).toBeNull();
  });
});
