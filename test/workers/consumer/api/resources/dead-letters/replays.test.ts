import { env } from "cloudflare:workers";
import { beginReplay, parkEvents } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { countRows } from "../../../../../support/count-rows.ts";
import { messageEvent, uniqueId } from "../../../../../support/message-event.ts";
import { parkedEvent, parkedMessage } from "../../../../../support/parked-event.ts";
import { call, listAll, newTenant } from "../../api-client.ts";

const act = () => ({ actor: { id: "deployer", name: null }, reason: "mended", at: new Date() });

/** Begins a replay without a runner. */
async function waitingReplay(tenantId: string | null) {
  const letter = parkedEvent({ tenantId });
  await parkEvents(env.DB, [letter]);
  const replayId = uniqueId("replay");
  await beginReplay(env.DB, { tenantId, replayId }, { ids: [letter.id], status: "parked" }, act(), {});
  return { replayId, letter };
}

describe("a tenant's replays", () => {
  it("are listed, shown and cancelled, and events that were not sent stay parked", async () => {
    const { tenantId, path } = newTenant();
    const { replayId, letter } = await waitingReplay(tenantId);
    const shown = (await call("GET", `${path}/replays/${replayId}`)).body;
    expect(shown).toMatchObject({ id: replayId, state: "running", total: 1, sent: 0 });
    const { recorded: _, ...listed } = Object(shown);
    expect(await listAll(`${path}/replays`)).toEqual([listed]);
    const cancelled = await call("POST", `${path}/replays/${replayId}/cancel`);
    expect(cancelled.status).toBe(200);
    expect(cancelled.body).toMatchObject({ state: "cancelled", finishedAt: expect.any(String) });
    expect((await call("GET", `${path}/dead-letters/${letter.id}`)).body).toMatchObject({
      status: "parked",
      inReplay: false,
      replayId: null,
    });
    expect((await call("POST", `${path}/replays/${replayId}/cancel`)).status).toBe(409);
  });

  it("are 404 for another tenant and among the ones without a tenant", async () => {
    const { tenantId } = newTenant();
    const { replayId } = await waitingReplay(tenantId);
    for (const path of [newTenant().path, "/api"]) {
      expect((await call("GET", `${path}/replays/${replayId}`)).status).toBe(404);
      expect((await call("POST", `${path}/replays/${replayId}/cancel`)).status).toBe(404);
    }
  });

  it("of dead letters without a tenant have a list of their own", async () => {
    const { replayId } = await waitingReplay(null);
    expect((await listAll("/api/replays")).map(({ id }) => id)).toContain(replayId);
    expect((await call("POST", `/api/replays/${replayId}/cancel`)).body).toMatchObject({
      state: "cancelled",
    });
  });
});

describe("a dry run", () => {
  it("counts all dead letters, forecasts the first of them, and writes nothing", async () => {
    const { tenantId, path } = newTenant();
    const events = await Promise.all(
      Array.from({ length: 210 }, (_, n) =>
        messageEvent({ tenantId, sender: { address: `+3361234${String(1000 + (n % 10))}` } }),
      ),
    );
    await parkEvents(
      env.DB,
      events.map((event) => parkedMessage(event)),
    );
    const { operator_audit: _, ...before } = await countRows(env.DB);
    const body = { filter: {}, reason: "what if?", dryRun: true };
    const answer = await call("POST", `${path}/dead-letters/replay`, { body });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      dryRun: true,
      total: 210,
      alreadySettled: 0,
      inOtherReplay: 0,
      notReplayable: 0,
      notFound: 0,
      summary: { creates_customer: 10, adds_activity: 140, nothing: 0, fails: 0 },
    });
    expect((answer.body as { items: unknown[] }).items).toHaveLength(150);
    const { operator_audit: __, ...after } = await countRows(env.DB);
    expect(after).toEqual(before);
    expect(await listAll(`${path}/replays`)).toEqual([]);
  });
});
