import { env } from "cloudflare:workers";
import {
  beginReplay,
  cancelReplay,
  findDeadLetter,
  findReplay,
  parkEvents,
  type ReplayRef,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { consumeEvents } from "../../../../workers/consumer/src/queue/consume-events.ts";
import { runReplayPage } from "../../../../workers/consumer/src/replays/run-replay-page.ts";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";
import { parkedEvent, parkedMessage } from "../../../support/parked-event.ts";
import { collectingQueue } from "./collecting-queue.ts";

const NOW = new Date("2026-03-02T10:00:00.000Z");
const ACT = { actor: { id: "deployer", name: null }, reason: "mended", at: NOW };

type Queue = ReturnType<typeof collectingQueue>;

function deps(queue: Queue, db: D1Database = env.DB) {
  return { db, queue, clock: () => NOW, log: () => undefined };
}

async function begin(tenantId: string, status: "parked" | "replayed" = "parked"): Promise<ReplayRef> {
  const ref = { tenantId, replayId: uniqueId("replay") };
  await beginReplay(env.DB, ref, { status, filter: {} }, ACT, {});
  return ref;
}

async function parkMessages(tenantId: string, count: number, senders: number) {
  const events = await Promise.all(
    Array.from({ length: count }, (_, n) =>
      messageEvent({ tenantId, sender: { address: `+3361${String(1_000_000 + (n % senders))}` } }),
    ),
  );
  for (let start = 0; start < count; start += 1000) {
    await parkEvents(
      env.DB,
      events.slice(start, start + 1000).map((event) => parkedMessage(event)),
    );
  }
  return events;
}

async function consume(bodies: readonly unknown[], db: D1Database = env.DB) {
  for (let start = 0; start < bodies.length; start += 100) {
    const messages = bodies.slice(start, start + 100).map((body, index) => ({
      id: String(start + index),
      timestamp: NOW,
      attempts: 1,
      body,
      ack: () => undefined,
      retry: () => undefined,
    }));
    await consumeEvents(
      { queue: "message-events", messages },
      { db, clock: () => NOW, random: () => 0.5, newId: () => crypto.randomUUID(), log: () => undefined },
    );
  }
}

async function count(table: string, tenantId: string) {
  const row = await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE tenant_id = ?1`)
    .bind(tenantId)
    .first<{ n: number }>();
  return row?.n;
}

describe("runReplayPage", () => {
  it("sends each of 10,000 dead letters once, and shows its progress", async () => {
    const tenantId = uniqueId("tenant");
    const events = await parkMessages(tenantId, 10_000, 500);
    const ref = await begin(tenantId);
    const queue = collectingQueue();
    const progress: (number | undefined)[] = [];
    while ((await runReplayPage(ref, 0, deps(queue))).kind === "more") {
      progress.push((await findReplay(env.DB, ref))?.sent);
    }
    expect(progress).toEqual(Array.from({ length: 99 }, (_, page) => (page + 1) * 100));
    expect(queue.batches.every(({ length }) => length === 100)).toBe(true);
    expect(queue.eventIds().sort()).toEqual(events.map(({ id }) => id).sort());
    expect(await findReplay(env.DB, ref)).toMatchObject({ state: "done", total: 10_000, sent: 10_000 });
    await consume(queue.bodies());
    expect(await count("customer_activities", tenantId)).toBe(10_000);
    expect(await count("prospects", tenantId)).toBe(500);
  });

  it("changes no row of a customer or an activity when the same 10,000 are replayed once more", async () => {
    const tenantId = uniqueId("tenant");
    const events = await parkMessages(tenantId, 10_000, 500);
    let rowsWritten = 0;
    const observed = observedDatabase(env.DB, {
      onRoundTrip: (_sql, results) => {
        for (const { meta } of results) rowsWritten += meta.rows_written;
      },
    });
    const writes: boolean[] = [];
    for (const status of ["parked", "replayed"] as const) {
      const queue = collectingQueue();
      const ref = await begin(tenantId, status);
      while ((await runReplayPage(ref, 0, deps(queue))).kind === "more");
      expect(queue.eventIds().sort()).toEqual(events.map(({ id }) => id).sort());
      rowsWritten = 0;
      await consume(queue.bodies(), observed);
      writes.push(rowsWritten > 0);
    }
    expect(writes).toEqual([true, false]);
  });

  it("continues after a crash in the middle of 10,000, and sends only that page once more", async () => {
    const tenantId = uniqueId("tenant");
    const events = await parkMessages(tenantId, 10_000, 500);
    const ref = await begin(tenantId);
    const queue = collectingQueue();
    for (let page = 0; page < 50; page++) await runReplayPage(ref, 0, deps(queue));
    const dying = observedDatabase(env.DB, {
      fault: () => (queue.bodies().length > 5_000 ? "before" : "none"),
    });
    await expect(runReplayPage(ref, 0, deps(queue, dying))).rejects.toThrow("Network connection lost");
    while ((await runReplayPage(ref, 0, deps(queue))).kind === "more");
    expect(queue.bodies()).toHaveLength(10_100);
    expect(new Set(queue.eventIds())).toEqual(new Set(events.map(({ id }) => id)));
    expect(await findReplay(env.DB, ref)).toMatchObject({ state: "done", total: 10_000, sent: 10_000 });
  });

  it.each([
    ["before the page is taken", { failAt: 3, fault: "before" }, 0],
    ["once the page is taken", { failAt: 3, fault: "after" }, 0],
    ["before it is noted that the page was sent", { failAt: 4, fault: "before" }, 100],
    ["once it is noted", { failAt: 4, fault: "after" }, 0],
  ] as const)(
    "goes on after a crash %s, and sends a page at most once more",
    async (_when, { failAt, fault }, more) => {
      const tenantId = uniqueId("tenant");
      const events = await parkMessages(tenantId, 250, 5);
      const ref = await begin(tenantId);
      const queue = collectingQueue();
      let roundTrips = 0;
      const faulty = observedDatabase(env.DB, { fault: () => (++roundTrips === failAt ? fault : "none") });
      await expect(runReplayPage(ref, 0, deps(queue, faulty))).rejects.toThrow("Network connection lost");
      while ((await runReplayPage(ref, 0, deps(queue))).kind === "more");
      expect(queue.bodies()).toHaveLength(250 + more);
      expect(new Set(queue.eventIds())).toEqual(new Set(events.map(({ id }) => id)));
      expect(await findReplay(env.DB, ref)).toMatchObject({ state: "done", total: 250, sent: 250 });
    },
  );

  it("keeps a page that the queue did not take, and sends it the next time", async () => {
    const tenantId = uniqueId("tenant");
    await parkMessages(tenantId, 3, 1);
    const ref = await begin(tenantId);
    const away = collectingQueue(() => {
      throw new Error("Queue is overloaded");
    });
    await expect(runReplayPage(ref, 0, deps(away))).rejects.toThrow("overloaded");
    expect(await findReplay(env.DB, ref)).toMatchObject({ state: "running", sent: 0 });
    const back = collectingQueue();
    expect(await runReplayPage(ref, 1, deps(back))).toMatchObject({ kind: "done" });
    expect(back.bodies()).toHaveLength(3);
  });

  it("parks the one message that the queue always refuses, with the queue's error", async () => {
    const tenantId = uniqueId("tenant");
    const [, poison] = await parkMessages(tenantId, 3, 1);
    const ref = await begin(tenantId);
    const queue = collectingQueue((bodies) => {
      if (bodies.some((body) => JSON.stringify(body).includes(poison?.id ?? "")))
        throw new Error("too large");
    });
    for (const failures of [0, 1, 2]) {
      await expect(runReplayPage(ref, failures, deps(queue))).rejects.toThrow("too large");
    }
    expect(await runReplayPage(ref, 3, deps(queue))).toMatchObject({ kind: "done" });
    expect(queue.bodies()).toHaveLength(2);
    expect(await findReplay(env.DB, ref)).toMatchObject({ state: "done", total: 3, sent: 2, refused: 1 });
    expect(await findDeadLetter(env.DB, tenantId, poison?.id ?? "")).toMatchObject({
      status: "parked",
      history: [{ what: "parked" }, { what: "replayed" }, { what: "refused", error: "too large" }],
    });
  });

  it("parks no message while the queue takes nothing at all", async () => {
    const tenantId = uniqueId("tenant");
    await parkMessages(tenantId, 2, 1);
    const ref = await begin(tenantId);
    const away = collectingQueue(() => {
      throw new Error("Queue is overloaded");
    });
    await expect(runReplayPage(ref, 9, deps(away))).rejects.toThrow("overloaded");
    expect(await findReplay(env.DB, ref)).toMatchObject({ state: "running", refused: 0 });
  });

  it("sends the page that was already taken when its replay was cancelled, and no further page", async () => {
    const tenantId = uniqueId("tenant");
    await parkMessages(tenantId, 150, 1);
    const ref = await begin(tenantId);
    const queue = collectingQueue(async () => {
      if (queue.batches.length === 0) await cancelReplay(env.DB, ref, NOW);
    });
    expect(await runReplayPage(ref, 0, deps(queue))).toMatchObject({ kind: "done" });
    expect(queue.bodies()).toHaveLength(100);
    expect(await findReplay(env.DB, ref)).toMatchObject({ state: "cancelled", total: 150, sent: 100 });
  });

  it("sends the body exactly as it was parked, also one that this code cannot read", async () => {
    const tenantId = uniqueId("tenant");
    const future = { version: 2, kind: "postcard", lines: ["é", null, 1.5] };
    await parkEvents(env.DB, [parkedEvent({ tenantId, event: future })]);
    const queue = collectingQueue();
    await runReplayPage(await begin(tenantId), 0, deps(queue));
    expect(queue.bodies()).toEqual([future]);
  });

  it("answers unknown where D1 has no such replay", async () => {
    const ref = { tenantId: "tenant", replayId: uniqueId("replay") };
    expect(await runReplayPage(ref, 0, deps(collectingQueue()))).toMatchObject({ kind: "unknown" });
  });
});
