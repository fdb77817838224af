import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beginReplay, findReplay, parkEvents, type ReplayRef } from "@coccinelle/db";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startReplay } from "../../../../workers/consumer/src/replays/start-replay.ts";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { parkedMessage } from "../../../support/parked-event.ts";

const act = () => ({ actor: { id: "deployer", name: null }, reason: "mended", at: new Date() });

async function parkedMessages(count: number) {
  const tenantId = uniqueId("tenant");
  const events = await Promise.all(Array.from({ length: count }, () => messageEvent({ tenantId })));
  await parkEvents(
    env.DB,
    events.map((event) => parkedMessage(event)),
  );
  const ref: ReplayRef = { tenantId, replayId: uniqueId("replay") };
  return {
    ref,
    runner: env.REPLAY_RUNNERS.getByName(ref.replayId),
    begin: () => beginReplay(env.DB, ref, { status: "parked", filter: {} }, act(), {}),
    find: () => findReplay(env.DB, ref),
    async activities() {
      const row = await env.DB.prepare("SELECT count(*) AS n FROM customer_activities WHERE tenant_id = ?1")
        .bind(tenantId)
        .first<{ n: number }>();
      return row?.n;
    },
  };
}

function eventually<Answer>(ask: () => Promise<Answer>) {
  return expect.poll(ask, { timeout: 20_000, interval: 20 });
}

function alarmOf(runner: DurableObjectStub) {
  return runInDurableObject(runner, (_object, state) => state.storage.getAlarm());
}

/** Each page and each failure logs a line. */
beforeEach(() => {
  vi.spyOn(console, "info").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("ReplayRunner", () => {
  it("carries a replay to its end by its alarm, and then forgets it", async () => {
    const { ref, runner, begin, find, activities } = await parkedMessages(130);
    await startReplay(env, ref, begin);
    await eventually(find).toMatchObject({ state: "done", sent: 130 });
    await eventually(activities).toBe(130);
    await eventually(() => alarmOf(runner)).toBeNull();
    expect(await runInDurableObject(runner, (_object, state) => [...state.storage.kv.list()])).toEqual([]);
  });

  it("goes on where it was killed", async () => {
    const { ref, runner, begin, find, activities } = await parkedMessages(130);
    await begin();
    await runner.wake(ref, 60_000);
    await runDurableObjectAlarm(runner);
    await runInDurableObject(runner, (_object, state) => state.abort("killed")).catch(() => undefined);
    await eventually(find).toMatchObject({ state: "done", sent: 130 });
    await eventually(activities).toBe(130);
  });

  it("waits for a replay that is not written yet, and runs it once it is", async () => {
    const { ref, runner, begin, find } = await parkedMessages(1);
    await runner.wake(ref, 60_000);
    expect(await runDurableObjectAlarm(runner)).toBe(true);
    expect(await alarmOf(runner)).toBeGreaterThan(Date.now());
    await begin();
    expect(await runDurableObjectAlarm(runner)).toBe(true);
    expect(await find()).toMatchObject({ state: "done", sent: 1 });
  });

  it("forgets a replay that is never written", async () => {
    const { ref, runner } = await parkedMessages(1);
    await runner.wake(ref, 60_000);
    let looks = 0;
    while (await runDurableObjectAlarm(runner)) looks += 1;
    expect(looks).toBe(6);
  });

  it("tries again later while the queue takes nothing, and lets the rest go when that lasts for hours", async () => {
    const { ref, runner, begin, find } = await parkedMessages(2);
    await begin();
    await runInDurableObject(runner, (object) => {
      const away = async () => {
        throw new Error("Queue is overloaded");
      };
      const { env: bindings } = object as unknown as { env: Env };
      Object.assign(object, { env: { ...bindings, MESSAGE_EVENTS: { sendBatch: away } } });
    });
    await runner.wake(ref, 60_000);
    await runDurableObjectAlarm(runner);
    expect(await find()).toMatchObject({ state: "running", sent: 0 });
    expect(await alarmOf(runner)).toBeGreaterThan(Date.now());
    while (await runDurableObjectAlarm(runner));
    expect(await find()).toMatchObject({
      state: "failed",
      sent: 0,
      error: "the queue took nothing for hours",
    });
    const { results } = await env.DB.prepare(
      "SELECT status, replay_step FROM dead_letters WHERE tenant_id = ?1",
    )
      .bind(ref.tenantId)
      .all();
    expect(results).toEqual([
      { status: "parked", replay_step: null },
      { status: "parked", replay_step: null },
    ]);
  });

  it("is not put off by being woken for later", async () => {
    const { ref, runner } = await parkedMessages(1);
    await runner.wake(ref, 60_000);
    const before = await alarmOf(runner);
    await runner.wake(ref, 120_000);
    expect(await alarmOf(runner)).toBe(before);
  });
});
