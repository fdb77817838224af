import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { call, listAll, newTenant } from "../../api-client.ts";
import { createIntegration, sync } from "../integrations/test-integration.ts";

type Integration = Awaited<ReturnType<typeof createIntegration>>;

const LATER = '{"reason":"in plain words","attempts":4,"nextAttemptAt":"2999-01-01T00:00:00.000Z"}';

async function insertContact({ tenantId, integration }: Integration, prospectId: string, status: string) {
  await env.DB.prepare(
    `INSERT INTO crm_sync_mappings
       (id, tenant_id, integration_id, prospect_id, external_id, external_system, sync_status, metadata)
     VALUES (?1, ?2, ?3, ?4, '', 'hubspot', ?5, ?6)`,
  )
    .bind(crypto.randomUUID(), tenantId, integration.id, prospectId, status, LATER)
    .run();
}

async function insertActivity(
  { tenantId, integration }: Pick<Integration, "tenantId" | "integration">,
  activityId: string,
  state: string,
  externalId = "",
) {
  await env.DB.prepare(
    `INSERT INTO crm_activity_mappings (integration_id, prospect_id, activity_id, tenant_id, external_id, state, metadata)
     VALUES (?1, 'p', ?2, ?3, ?4, ?5, ?6)`,
  )
    .bind(integration.id, activityId, tenantId, externalId, state, LATER)
    .run();
}

async function failingIntegration() {
  const integration = await createIntegration();
  for (const status of ["error", "conflict", "blocked", "synced", "remote_deleted", "pending"]) {
    await insertContact(integration, status, status);
  }
  for (const state of ["error", "unknown", "blocked", "synced", "intended"]) {
    await insertActivity(integration, `a:${state}`, state);
  }
  const { tenantId } = integration;
  const states = async () => {
    const contacts = await env.DB.prepare(
      "SELECT prospect_id AS id, sync_status AS state, metadata ->> 'nextAttemptAt' AS due FROM crm_sync_mappings WHERE tenant_id = ?1",
    )
      .bind(tenantId)
      .all<{ id: string; state: string; due: string | null }>();
    const activities = await env.DB.prepare(
      "SELECT activity_id AS id, state, metadata ->> 'nextAttemptAt' AS due FROM crm_activity_mappings WHERE tenant_id = ?1",
    )
      .bind(tenantId)
      .all<{ id: string; state: string; due: string | null }>();
    return Object.fromEntries(
      [...contacts.results, ...activities.results].map(({ id, state, due }) => [
        id,
        due ? `${state}, later` : state,
      ]),
    );
  };
  return { ...integration, path: `/api/tenants/${tenantId}`, states };
}

describe("failed syncs", () => {
  it("are listed like dead letters, page by page, with ids alone", async () => {
    const { path, integration, tenantId } = await failingIntegration();
    const all = await listAll(`${path}/dead-letters?source=sync`);
    expect(all.map(({ id, reason }) => [id, reason])).toEqual([
      [`sync:${integration.id}:error`, "sync_error"],
      [`sync:${integration.id}:conflict`, "sync_conflict"],
      [`sync:${integration.id}:blocked`, "sync_blocked"],
      [`sync:${integration.id}:p:a%3Aerror`, "sync_error"],
      [`sync:${integration.id}:p:a%3Aunknown`, "sync_unknown"],
      [`sync:${integration.id}:p:a%3Ablocked`, "sync_blocked"],
    ]);
    expect(await listAll(`${path}/dead-letters?source=sync&limit=1`)).toEqual(all);
    expect(all[4]).toMatchObject({
      tenantId,
      provider: "hubspot",
      error: "in plain words",
      attempts: 4,
      status: "parked",
      event: { integrationId: integration.id, prospectId: "p", activityId: "a:unknown", externalId: null },
    });
    const blocked = await listAll(`${path}/dead-letters?source=sync&reason=sync_blocked`);
    expect(blocked).toEqual([all[2], all[5]]);
    for (const failure of all) {
      const shown = await call("GET", `${path}/dead-letters/${encodeURIComponent(failure.id)}`);
      expect(shown.body).toEqual({ ...failure, history: [] });
    }
  });

  it("become due again when they are replayed, and a pass of their integration is requested", async () => {
    const { path, integration, tenantId, states } = await failingIntegration();
    const ids = ["error", "p:a%3Aunknown", "p:a%3Ablocked", "synced"].map(
      (rest) => `sync:${integration.id}:${rest}`,
    );
    const answer = await call("POST", `${path}/dead-letters/replay`, {
      body: { ids, reason: "the field exists now" },
    });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({
      state: "done",
      total: 3,
      sent: 3,
      notFound: 1,
      reason: "the field exists now",
    });
    expect(await states()).toEqual({
      error: "pending",
      conflict: "conflict, later",
      blocked: "blocked, later",
      synced: "synced, later",
      remote_deleted: "remote_deleted, later",
      pending: "pending, later",
      "a:error": "error, later",
      // The next pass looks for the record before it makes one.
      "a:unknown": "intended",
      "a:blocked": "error",
      "a:synced": "synced, later",
      "a:intended": "intended, later",
    });
    expect(await sync.listCalls(tenantId)).toContainEqual(["requestSync", integration.id]);
    const { id } = answer.body as { id: string };
    expect((await call("GET", `${path}/replays/${id}`)).body).toEqual({
      ...Object(answer.body),
      recorded: null,
    });
  });

  it("are selected by their reason, and counted in a dry run that changes nothing", async () => {
    const { path, integration, states } = await failingIntegration();
    const before = await states();
    const body = { filter: { source: "sync", reason: "sync_blocked" }, reason: "unblocked" };
    const dry = await call("POST", `${path}/dead-letters/replay`, { body: { ...body, dryRun: true } });
    expect(dry.body).toMatchObject({
      dryRun: true,
      total: 2,
      items: [],
      integrations: [{ integrationId: integration.id, count: 2 }],
    });
    expect(await states()).toEqual(before);
    await call("POST", `${path}/dead-letters/replay`, { body });
    expect(await states()).toEqual({ ...before, blocked: "pending", "a:blocked": "error" });
  });

  it("leave a deleted note that may still be in the CRM to a person, and send no activity twice that is in the CRM", async () => {
    const { path, states, ...integration } = await failingIntegration();
    await insertActivity(integration, "note:unknown", "unknown");
    await insertActivity(integration, "note:blocked", "blocked", "engagement-1");
    await insertActivity(integration, "a:known", "blocked", "engagement-2");
    const body = { filter: { source: "sync" }, reason: "look again" };
    await call("POST", `${path}/dead-letters/replay`, { body });
    expect(await states()).toMatchObject({
      "a:unknown": "intended",
      "note:unknown": "unknown",
      "note:blocked": "removed",
      "a:known": "changed",
    });
  });

  it("are read one by one, also where one customer has several of a kind", async () => {
    const { integration, tenantId } = await createIntegration();
    for (const id of ["a:1", "a:2", "a:3"]) await insertActivity({ tenantId, integration }, id, "error");
    const url = `/api/tenants/${tenantId}/dead-letters?source=sync&limit=1`;
    expect((await listAll(url)).map(({ id }) => id)).toEqual(
      ["a%3A1", "a%3A2", "a%3A3"].map((id) => `sync:${integration.id}:p:${id}`),
    );
  });

  it("of an activity are replayed without the failed sync of its customer", async () => {
    const { path, states, ...integration } = await failingIntegration();
    await insertContact({ ...integration, path }, "p", "error");
    const ids = [`sync:${integration.integration.id}:p:a%3Aerror`];
    const answer = await call("POST", `${path}/dead-letters/replay`, { body: { ids, reason: "r" } });
    expect(answer.body).toMatchObject({ total: 1, notFound: 0 });
    expect(await states()).toMatchObject({ p: "error, later", "a:error": "error" });
  });

  it("are replayed also where their stored notes cannot be read", async () => {
    const { path, tenantId } = await failingIntegration();
    await env.DB.prepare(
      "UPDATE crm_activity_mappings SET metadata = ?2 WHERE tenant_id = ?1 AND activity_id = ?3",
    )
      .bind(tenantId, "not JSON", "a:unknown")
      .run();
    const body = { filter: { source: "sync", reason: "sync_unknown" }, reason: "look again" };
    expect((await call("POST", `${path}/dead-letters/replay`, { body })).status).toBe(202);
    const { results } = await env.DB.prepare(
      "SELECT state FROM crm_activity_mappings WHERE tenant_id = ?1 AND activity_id = 'a:unknown'",
    )
      .bind(tenantId)
      .all();
    expect(results).toEqual([{ state: "intended" }]);
  });

  it("that do not exist are counted, also in a dry run", async () => {
    const { path, integration } = await failingIntegration();
    const ids = ["error", "none", "none", "p:none"].map((rest) => `sync:${integration.id}:${rest}`);
    for (const dryRun of [true, false]) {
      const answer = await call("POST", `${path}/dead-letters/replay`, {
        body: { ids, reason: "r", dryRun },
      });
      expect(answer.body).toMatchObject({ total: 1, notFound: 2 });
    }
  });

  it("are not shown to another tenant", async () => {
    const { integration, states } = await failingIntegration();
    const before = await states();
    const other = newTenant();
    const id = `sync:${integration.id}:error`;
    expect(await listAll(`${other.path}/dead-letters?source=sync`)).toEqual([]);
    expect((await call("GET", `${other.path}/dead-letters/${id}`)).status).toBe(404);
    const answer = await call("POST", `${other.path}/dead-letters/replay`, {
      body: { ids: [id], reason: "r" },
    });
    expect(answer.body).toMatchObject({ total: 0 });
    expect(await states()).toEqual(before);
  });

  it.each(["status=replayed", "since=2026-11-20", "reason=invalid_event", "cursor=bm8"])(
    "refuse the filter %s",
    async (query) => {
      const { path } = newTenant();
      expect((await call("GET", `${path}/dead-letters?source=sync&${query}`)).status).toBe(400);
    },
  );

  it("cannot be selected among dead letters without a tenant", async () => {
    expect((await call("GET", "/api/dead-letters?source=sync")).status).toBe(400);
  });
});
