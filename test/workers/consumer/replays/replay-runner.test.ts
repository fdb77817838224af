import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beginReplay, findReplay, parkEvents, type ReplayRef } from "@coccinelle/db";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { getReplayRunner } from "../../../../workers/consumer/src/bindings.ts";
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

/** Makes a new stub each time, because the stub of a killed object stays broken. */
function runner() {
  return getReplayRunner(env);
}

const log = () => undefined;

function alarm() {
  return runInDurableObject(runner(), (_object, state) => state.storage.getAlarm());
}

function turns() {
  return runInDurableObject(runner(), (_object, state) => [...state.storage.kv.list({ prefix: "turn:" })]);
}

/** Makes the queue busy for an hour, so that no alarm comes by itself. @returns the end of that hour */
async function holdQueue(): Promise<number> {
  const untilMs = Date.now() + 3_600_000;
  await runInDurableObject(runner(), (_object, state) => state.storage.kv.put("queueFreeAt", untilMs));
  return untilMs;
}

/** Replaces the runner's queue for the rest of the test. */
async function replaceQueue(sendBatch: () => Promise<void>) {
  await runInDurableObject(runner(), (object) => {
    const { env: bindings } = object as unknown as { env: Env };
    Object.assign(object, { env: { ...bindings, MESSAGE_EVENTS: { sendBatch } } });
  });
}

/** Each page and each failure logs a line. */
beforeEach(() => {
  vi.spyOn(console, "info").mockReturnValue();
  vi.spyOn(console, "error").mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});
// All replays share one object, those that other files began, too.
beforeEach(emptyRunner);
afterEach(emptyRunner);

function emptyRunner() {
  return runInDurableObject(runner(), async (object, state) => {
    Object.assign(object, { env });
    await state.storage.deleteAlarm();
    await state.storage.deleteAll();
  });
}

describe("ReplayRunner", () => {
  it("runs a replay to its end by its alarm, and then forgets it", async () => {
    const { ref, begin, find, activities } = await parkedMessages(130);
    await startReplay(ref, begin, { runner: runner(), log });
    await eventually(find).toMatchObject({ state: "done", sent: 130 });
    await eventually(activities).toBe(130);
    await eventually(alarm).toBeNull();
    expect(await turns()).toEqual([]);
  });

  it("continues a replay after it was killed", async () => {
    const { ref, begin, find, activities } = await parkedMessages(130);
    await begin();
    await runner().wake(ref, 60_000);
    await runDurableObjectAlarm(runner());
    await runInDurableObject(runner(), (_object, state) => state.abort("killed")).catch(() => undefined);
    await eventually(find).toMatchObject({ state: "done", sent: 130 });
    await eventually(activities).toBe(130);
  });

  it("waits for a replay that is not written yet, and runs it once it is", async () => {
    const { ref, begin, find } = await parkedMessages(1);
    await runner().wake(ref, 60_000);
    expect(await runDurableObjectAlarm(runner())).toBe(true);
    expect(await alarm()).toBeGreaterThan(Date.now());
    await begin();
    expect(await runDurableObjectAlarm(runner())).toBe(true);
    expect(await find()).toMatchObject({ state: "done", sent: 1 });
  });

  it("forgets a replay that is never written", async () => {
    const { ref } = await parkedMessages(1);
    await runner().wake(ref, 60_000);
    let looks = 0;
    while (await runDurableObjectAlarm(runner())) looks += 1;
    expect(looks).toBe(6);
  });

  it("runs several replays in turns, and gives the queue no more than 100 events a second of all together", async () => {
    const [first, second] = [await parkedMessages(250), await parkedMessages(150)];
    const heldUntilMs = await holdQueue();
    for (const { ref, begin } of [first, second]) {
      await begin();
      await runner().wake(ref, 0);
    }
    const seen: unknown[] = [];
    for (let page = 0; page < 5; page++) {
      const waits = ((await alarm()) ?? 0) - heldUntilMs;
      await runDurableObjectAlarm(runner());
      seen.push([waits, (await first.find())?.sent, (await second.find())?.sent]);
    }
    expect(seen).toEqual([
      [0, 100, 0],
      [1_000, 100, 100],
      [2_000, 200, 100],
      [3_000, 200, 150],
      [3_500, 250, 150],
    ]);
    expect(await alarm()).toBeNull();
  });

  it("tries again later while the queue takes nothing, and ends the replay after hours", async () => {
    const { ref, begin, find } = await parkedMessages(2);
    await begin();
    await replaceQueue(async () => {
      throw new Error("Queue is overloaded");
    });
    await runner().wake(ref, 60_000);
    await runDurableObjectAlarm(runner());
    expect(await find()).toMatchObject({ state: "running", sent: 0 });
    expect(await alarm()).toBeGreaterThan(Date.now());
    while (await runDurableObjectAlarm(runner()));
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

  it("counts the failures of one page alone, so a replay does not fail while the queue takes each page in the end", async () => {
    const { ref, begin, find } = await parkedMessages(300);
    await begin();
    let calls = 0;
    // The queue refuses each page 2 times. After a third refusal the letters would go one by one.
    await replaceQueue(async () => {
      calls += 1;
      if (calls % 3 !== 0) throw new Error("Queue is overloaded");
    });
    await runner().wake(ref, 60_000);
    while (await runDurableObjectAlarm(runner()));
    expect(await find()).toMatchObject({ state: "done", sent: 300, refused: 0 });
    expect(calls).toBe(9);
  });

  it("runs other replays while one waits for its next attempt", async () => {
    const [first, second] = [await parkedMessages(1), await parkedMessages(1)];
    await replaceQueue(async () => {
      await replaceQueue(async () => undefined);
      throw new Error("Queue is overloaded");
    });
    await holdQueue();
    for (const { ref, begin } of [first, second]) {
      await begin();
      await runner().wake(ref, 0);
    }
    const states = async () => [(await first.find())?.state, (await second.find())?.state];
    await runDurableObjectAlarm(runner());
    expect(await states()).toEqual(["running", "running"]);
    await runDurableObjectAlarm(runner());
    expect(await states()).toEqual(["running", "done"]);
    await runDurableObjectAlarm(runner());
    expect(await states()).toEqual(["done", "done"]);
  });

  it("keeps an earlier alarm when it is woken for later", async () => {
    const { ref } = await parkedMessages(1);
    await runner().wake(ref, 60_000);
    const before = await alarm();
    await runner().wake(ref, 120_000);
    expect(await alarm()).toBe(before);
  });
});
