import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { deleteOutboxEvents, insertOutboxEvent, listOutboxEvents } from "@coccinelle/db";
import { beforeEach, describe, expect, it } from "vitest";
import { type DrainDeps, drainOutbox } from "../../../../workers/ingest/src/delivery/drain-outbox.ts";
import worker from "../../../../workers/ingest/src/index.ts";

interface Sent {
  id: string;
}

const LARGE = 127_000;

/** Rows with consecutive times; the event is JSON of the given length, or the given text. */
async function fillOutbox(count: number, event: (index: number) => string = eventOf): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `event_${String(index).padStart(5, "0")}`);
  const rows = ids.map((id, index) => ({
    id,
    event: event(index),
    createdAt: `2026-11-22 10:00:00.${String(index).padStart(5, "0")}`,
  }));
  await env.DB.prepare(
    `INSERT INTO event_outbox (id, event, created_at)
     SELECT value ->> 'id', value ->> 'event', value ->> 'createdAt' FROM json_each(?1)`,
  )
    .bind(JSON.stringify(rows))
    .run();
  return ids;
}

function eventOf(index: number, padding = 0): string {
  return JSON.stringify({ id: `event_${String(index).padStart(5, "0")}`, text: "x".repeat(padding) });
}

async function waitingIds(): Promise<string[]> {
  const { results } = await env.DB.prepare("SELECT id FROM event_outbox ORDER BY created_at, id").all<{
    id: string;
  }>();
  return results.map(({ id }) => id);
}

interface TestDrain {
  deps: DrainDeps;
  batches: string[][];
  calls(): number;
  logged: unknown[];
}

/** The outbox in the real database, and a queue that refuses the batches that it is told to refuse. */
function newDrain(refuses: (ids: string[]) => boolean = () => false): TestDrain {
  const batches: string[][] = [];
  const logged: unknown[] = [];
  let calls = 0;
  const count = <T>(result: T): T => {
    calls += 1;
    return result;
  };
  const deps: DrainDeps = {
    listEvents: (after, limit) => count(listOutboxEvents(env.DB, after, limit)),
    deleteEvents: (ids) => count(deleteOutboxEvents(env.DB, ids)),
    queue: {
      async sendBatch(messages: Iterable<MessageSendRequest<Sent>>) {
        const ids = Array.from(messages, ({ body }) => body.id);
        count(ids);
        if (refuses(ids)) throw new Error("queue refuses");
        batches.push(ids);
        return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
      },
    },
    log: (level, event, fields) => logged.push({ level, event, fields }),
  };
  return { deps, batches, calls: () => calls, logged };
}

// Other files may have left events of their own.
beforeEach(async () => {
  await env.DB.exec("DELETE FROM event_outbox");
});

describe("draining the outbox", () => {
  it("sends all events in batches of 100, oldest first, and empties the outbox", async () => {
    const ids = await fillOutbox(250);
    const { deps, batches, logged } = newDrain();
    await drainOutbox(deps);
    expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(batches.flat()).toEqual(ids);
    expect(await waitingIds()).toEqual([]);
    expect(logged).toEqual([
      { level: "info", event: "outbox_drained", fields: { sent: 250, left: 0, message: null } },
    ]);
  });

  it("sends no batch that is larger than the queue takes", async () => {
    const ids = await fillOutbox(4, (index) => eventOf(index, index < 2 ? 100_000 : LARGE));
    const { deps, batches } = newDrain();
    await drainOutbox(deps);
    expect(batches).toEqual([ids.slice(0, 2), ids.slice(2, 3), ids.slice(3)]);
    expect(await waitingIds()).toEqual([]);
  });

  it("keeps an event that the queue refuses, and sends the events after it", async () => {
    const ids = await fillOutbox(120);
    const poison = "event_00003";
    const { deps, batches, logged } = newDrain((batch) => batch.includes(poison));
    await drainOutbox(deps);
    expect(batches.flat()).toEqual(ids.filter((id) => id !== poison));
    expect(await waitingIds()).toEqual([poison]);
    expect(logged).toEqual([
      { level: "warn", event: "outbox_drained", fields: { sent: 119, left: 1, message: "queue refuses" } },
    ]);
  });

  it("keeps a row that is no JSON, and sends the others", async () => {
    await fillOutbox(3, (index) => (index === 1 ? "+33612345678" : eventOf(index)));
    const { deps, logged } = newDrain();
    await drainOutbox(deps);
    expect(await waitingIds()).toEqual(["event_00001"]);
    expect(JSON.stringify(logged)).not.toContain("612345678");
  });

  it("keeps all events while the queue is down, and stays within an invocation's subrequests", async () => {
    const ids = await fillOutbox(1_200);
    const { deps, batches, calls } = newDrain(() => true);
    await drainOutbox(deps);
    expect(batches).toEqual([]);
    expect(await waitingIds()).toEqual(ids);
    expect(calls()).toBeLessThanOrEqual(900);
  });

  it("sends the same events again after a failure between sending and deleting", async () => {
    const ids = await fillOutbox(3);
    const broken = newDrain();
    const deleteEvents = () => Promise.reject(new Error("D1 is down"));
    await expect(drainOutbox({ ...broken.deps, deleteEvents })).rejects.toThrow("D1 is down");
    const { deps, batches } = newDrain();
    await drainOutbox(deps);
    expect([broken.batches, batches]).toEqual([[ids], [ids]]);
    expect(await waitingIds()).toEqual([]);
  });

  it("logs nothing when the outbox is empty", async () => {
    const { deps, calls, logged } = newDrain();
    await drainOutbox(deps);
    expect([calls(), logged]).toEqual([1, []]);
  });

  it("happens on the Worker's cron", async () => {
    await fillOutbox(2);
    await worker.scheduled(createScheduledController(), env);
    expect(await waitingIds()).toEqual([]);
  });
});

describe("the outbox", () => {
  it("holds an event once, as it was first inserted", async () => {
    const createdAt = new Date("2026-11-22T10:00:00.000Z");
    await insertOutboxEvent(env.DB, { id: "event_1", event: "{}", createdAt });
    await insertOutboxEvent(env.DB, { id: "event_1", event: "[]", createdAt });
    expect(await listOutboxEvents(env.DB, null, 10)).toEqual([
      { id: "event_1", event: "{}", createdAt: "2026-11-22 10:00:00.000" },
    ]);
  });

  it("is read by its index on age", async () => {
    const { results } = await env.DB.prepare(
      `EXPLAIN QUERY PLAN SELECT id, event, created_at AS createdAt FROM event_outbox
       WHERE (created_at, id) > ('', '') ORDER BY created_at, id LIMIT 100`,
    ).all<{ detail: string }>();
    expect(results.map(({ detail }) => detail).join()).toMatch(
      /^SEARCH event_outbox USING INDEX event_outbox_by_age/,
    );
  });
});
