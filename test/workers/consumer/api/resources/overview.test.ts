import { env } from "cloudflare:workers";
import { insertOutboxEvent, recordEvents, toRecordableEvent } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { messageEvent, uniqueId } from "../../../../support/message-event.ts";
import { call, create, newTenant } from "../api-client.ts";
import { createIntegration } from "./integrations/test-integration.ts";

async function record(tenantId: string, occurredAt: string) {
  const event = toRecordableEvent(await messageEvent({ tenantId, occurredAt }));
  await recordEvents(env.DB, [event], () => crypto.randomUUID());
}

describe("the overview", () => {
  it("counts a tenant's messages, new customers and waiting work", async () => {
    const { tenantId, path } = newTenant();
    await record(tenantId, "2026-03-01T10:59:00.000Z");
    await record(tenantId, "2026-03-01T10:01:00.000Z");
    const { body } = await call(
      "GET",
      `${path}/overview?since=2026-03-01T10:30:00Z&until=2026-03-01T11:30:00%2B01:00`,
    );
    expect(body).toMatchObject({ since: "2026-03-01T10:00:00.000Z" });
    const answer = await call("GET", `${path}/overview?since=2026-03-01&until=2026-03-02T08:30:00Z`);
    expect(answer.body).toEqual({
      since: "2026-03-01T00:00:00.000Z",
      until: "2026-03-02T09:00:00.000Z",
      messages: [{ hour: "2026-03-01T10:00:00.000Z", channel: "sms", count: 2 }],
      customersCreated: 1,
      deadLetters: [],
      integrations: [],
      eventOutbox: expect.any(Object),
    });
  });

  it("covers the last 24 hours by default, with the present hour", async () => {
    const { tenantId, path } = newTenant();
    const now = Date.now();
    await record(tenantId, new Date(now).toISOString());
    await record(tenantId, new Date(now - 23 * 3_600_000).toISOString());
    await record(tenantId, new Date(now - 26 * 3_600_000).toISOString());
    expect(Object((await call("GET", `${path}/overview`)).body).messages).toHaveLength(2);
  });

  it("shows the lag of an integration after a customer was changed", async () => {
    const { path, integration, tenantId } = await createIntegration();
    const url = path.replace(/integrations$/, "overview");
    expect((await call("GET", url)).body).toMatchObject({
      integrations: [{ id: integration.id, oldestUnreadAt: null, lagSeconds: 0 }],
    });
    await create(path.replace(/integrations$/, "customers"), { firstName: "Sophie" });
    const anHourAgo = (Date.now() - 3_600_000) * 1000;
    await env.DB.prepare("UPDATE prospect_changes SET seq = ?2 WHERE tenant_id = ?1")
      .bind(tenantId, anHourAgo)
      .run();
    await env.DB.prepare("UPDATE sync_cursors SET live_position = 0 WHERE tenant_id = ?1")
      .bind(tenantId)
      .run();
    const { body } = await call("GET", url);
    expect(body).toMatchObject({
      integrations: [
        { oldestUnreadAt: new Date(anHourAgo / 1000).toISOString(), failedPasses: 0, failedRecords: 0 },
      ],
    });
    const { lagSeconds } = Object(body).integrations[0];
    expect(lagSeconds).toBeGreaterThanOrEqual(3600);
  });

  it("shows the waiting events of all tenants to the deployer, and not to a tenant's key", async () => {
    const { path } = newTenant();
    const createdAt = new Date("2026-03-01T10:00:00.000Z");
    await insertOutboxEvent(env.DB, { id: uniqueId("event"), event: "{}", createdAt });
    const answer = await call("GET", `${path}/overview`);
    expect(answer.body).toMatchObject({ eventOutbox: { events: 1, oldestAt: createdAt.toISOString() } });
    const { key } = await create(`${path}/keys`, { role: "operator" });
    const { body } = await call("GET", `${path}/overview`, { token: String(key) });
    expect(body).toMatchObject({ customersCreated: 0 });
    expect(body).not.toHaveProperty("eventOutbox");
  });

  it.each([
    ["since=2026-03-02&until=2026-03-01", "until"],
    ["since=2026-01-01&until=2026-03-01", "since"],
    ["since=yesterday", "since"],
    ["channel=sms", "channel"],
  ])("refuses ?%s", async (query, field) => {
    const answer = await call("GET", `${newTenant().path}/overview?${query}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: field }] } });
  });
});
