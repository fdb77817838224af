import { env } from "cloudflare:workers";
import { randomUUID } from "node:crypto";
import type { SetupReport } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { call, listAll } from "../../api-client.ts";
import { createIntegration, sync } from "./test-integration.ts";

/** Inserts a row of the integration, of a kind that only a sync writes. */
async function insertMapping(
  { tenantId, id }: { tenantId: string; id: string },
  status: string,
): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO crm_sync_mappings
       (id, tenant_id, integration_id, prospect_id, external_id, external_system, sync_status, metadata)
     VALUES (?1, ?2, ?3, ?4, '', 'hubspot', ?4, '{"reason":"in plain words"}')`,
  )
    .bind(randomUUID(), tenantId, id, status)
    .run();
}

describe("a request to the sync Worker", () => {
  it.each([
    ["sync", "requestSync"],
    ["pause", "pause"],
    ["resume", "resume"],
    ["resync", "resync"],
  ])("is made by …/%s, and answered 202 with the integration", async (verb, method) => {
    const { tenantId, url, integration } = await createIntegration();
    const answer = await call("POST", `${url}/${verb}`);
    expect([answer.status, answer.body]).toEqual([202, integration]);
    expect(await sync.listCalls(tenantId)).toEqual([
      ["requestSync", integration.id],
      [method, integration.id],
    ]);
  });

  it("reports what an administrator has to add in the CRM", async () => {
    const { tenantId, url, integration } = await createIntegration();
    const report: SetupReport = {
      ready: false,
      created: ["coccinelle_customer_id"],
      missing: [{ kind: "scope", name: "crm.objects.contacts.write", remedy: "Add it to the service key." }],
      learned: { activityKeys: false },
    };
    await sync.setAnswer(tenantId, { ok: true, report });
    const answer = await call("POST", `${url}/test`);
    expect([answer.status, answer.body]).toEqual([200, report]);
    expect(await sync.listCalls(tenantId)).toContainEqual(["setUp", integration.id]);
  });

  it("answers the link where a person grants access, made for the origin of the request", async () => {
    const { tenantId, url, integration } = await createIntegration({ credentials: undefined });
    await sync.setAnswer(tenantId, { ok: true, url: "https://app.hubspot.com/oauth/authorize?state=s" });
    const answer = await call("POST", `${url}/authorize`);
    expect([answer.status, answer.body]).toEqual([
      200,
      { url: "https://app.hubspot.com/oauth/authorize?state=s" },
    ]);
    expect(await sync.listCalls(tenantId)).toEqual([
      ["authorize", integration.id, "https://crm.example.com"],
    ]);
  });

  it.each(["sync", "pause", "resume", "resync", "test", "authorize"])(
    "answers …/%s with 409 where it refuses",
    async (verb) => {
      const { tenantId, url } = await createIntegration();
      await sync.setAnswer(tenantId, { ok: false, code: "not_authorized", message: "authorise it first" });
      const answer = await call("POST", `${url}/${verb}`);
      expect(answer.status).toBe(409);
      expect(answer.body).toEqual({ error: { code: "not_authorized", message: "authorise it first" } });
    },
  );
});

describe("an integration's mappings and runs", () => {
  it("are listed, the mappings of one status by themselves", async () => {
    const { tenantId, url, integration } = await createIntegration();
    for (const status of ["synced", "error", "conflict"]) {
      await insertMapping({ tenantId, id: integration.id }, status);
    }
    expect((await call("GET", `${url}/mappings?status=error`)).body).toEqual({
      items: [
        {
          prospectId: "error",
          externalId: null,
          externalSystem: "hubspot",
          syncStatus: "error",
          lastSyncedAt: null,
          metadata: { reason: "in plain words" },
        },
      ],
      nextCursor: null,
    });
    const first = await call("GET", `${url}/mappings?limit=2`);
    expect(first.body).toMatchObject({
      items: [{ prospectId: "conflict" }, { prospectId: "error" }],
      nextCursor: expect.any(String),
    });
    expect((await call("GET", url)).body).toMatchObject({ pending: 0, failed: 2 });
    expect((await call("GET", `${url}/mappings?status=lost`)).status).toBe(400);

    await env.DB.prepare(
      `INSERT INTO sync_runs VALUES ('run', ?1, ?2, '2026-11-20 08:00:00.000', '2026-11-20 08:00:02.000',
         'failed', '{"contacts.updated":3}', 'the CRM is down')`,
    )
      .bind(tenantId, integration.id)
      .run();
    expect(await listAll(`${url}/runs`)).toEqual([
      {
        id: "run",
        startedAt: "2026-11-20T08:00:00.000Z",
        finishedAt: "2026-11-20T08:00:02.000Z",
        result: "failed",
        counts: { "contacts.updated": 3 },
        error: "the CRM is down",
      },
    ]);
    expect((await call("GET", url)).body).toMatchObject({ lastError: "the CRM is down" });
  });
});
