import { env } from "cloudflare:workers";
import { parkEvents } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { parkedEvent } from "../../../../../support/parked-event.ts";
import { call, listAll, newTenant } from "../../api-client.ts";

describe("a tenant's dead letters", () => {
  it("are shown with all fields, one by one and in the list", async () => {
    const { tenantId, path } = newTenant();
    const parked = parkedEvent({ tenantId, eventId: "e1", traceId: "trace", codeVersion: "v1" });
    await parkEvents(env.DB, [parked]);
    const expected = {
      id: parked.id,
      eventId: "e1",
      tenantId,
      provider: "twilio",
      reason: "retries_exhausted",
      error: "D1_ERROR: overloaded",
      attempts: 16,
      status: "parked",
      firstFailedAt: "2026-11-20T08:00:00.000Z",
      lastFailedAt: "2026-11-20T08:00:00.000Z",
      traceId: "trace",
      codeVersion: "v1",
      replayable: true,
      settledAt: null,
      settledReason: null,
      replayId: null,
      inReplay: false,
      event: { text: "Bonjour" },
    };
    expect((await call("GET", `${path}/dead-letters/${parked.id}`)).body).toEqual({
      ...expected,
      history: [
        {
          at: "2026-11-20T08:00:00.000Z",
          what: "parked",
          actor: null,
          reason: "retries_exhausted",
          error: "D1_ERROR: overloaded",
          replayId: null,
          eventId: null,
          codeVersion: "v1",
        },
      ],
    });
    expect(await listAll(`${path}/dead-letters`)).toEqual([expected]);
  });

  it("are read page by page and filtered", async () => {
    const { tenantId, path } = newTenant();
    const days = [18, 19, 20].map((day) =>
      parkedEvent({
        tenantId,
        failedAt: new Date(`2026-11-${day}T08:00:00Z`),
        reason: day === 19 ? "invalid_event" : "retries_exhausted",
      }),
    );
    await parkEvents(env.DB, days);
    const [first, second, third] = days.map(({ id }) => id);
    const ids = async (query: string) => (await listAll(`${path}/dead-letters?${query}`)).map(({ id }) => id);
    expect(await ids("limit=1")).toEqual([third, second, first]);
    expect(await ids("reason=invalid_event")).toEqual([second]);
    expect(await ids("status=parked&limit=2")).toEqual([third, second, first]);
    expect(await ids("status=discarded")).toEqual([]);
    expect(await ids("since=2026-11-19")).toEqual([third, second]);
    expect(await ids("since=2026-11-18T08:00:00Z&until=2026-11-20T08:00:00Z")).toEqual([second, first]);
  });

  it.each([
    ["status", "lost"],
    ["reason", "unknown"],
    ["since", "yesterday"],
    ["until", "2026-13-01"],
  ])("refuse the filter %s=%s", async (name, value) => {
    const answer = await call("GET", `/api/tenants/acme/dead-letters?${name}=${value}`);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ error: { details: [{ path: name }] } });
  });

  it("are 404 for another tenant and among the ones without a tenant", async () => {
    const { tenantId, path } = newTenant();
    const parked = parkedEvent({ tenantId });
    await parkEvents(env.DB, [parked]);
    const other = newTenant();
    expect((await call("GET", `${other.path}/dead-letters/${parked.id}`)).status).toBe(404);
    expect((await call("GET", `/api/dead-letters/${parked.id}`)).status).toBe(404);
    expect(await listAll(`${other.path}/dead-letters`)).toEqual([]);
    expect((await listAll("/api/dead-letters")).map(({ id }) => id)).not.toContain(parked.id);
    expect((await call("GET", `${path}/dead-letters/${parked.id}`)).status).toBe(200);
  });
});

describe("dead letters without a tenant", () => {
  it("have a list of their own", async () => {
    const parked = parkedEvent({ reason: "unknown_address" });
    await parkEvents(env.DB, [parked]);
    expect((await listAll("/api/dead-letters?reason=unknown_address")).map(({ id }) => id)).toContain(
      parked.id,
    );
    expect((await call("GET", `/api/dead-letters/${parked.id}`)).body).toMatchObject({
      id: parked.id,
      tenantId: null,
    });
    expect((await call("GET", `${newTenant().path}/dead-letters/${parked.id}`)).status).toBe(404);
  });
});
