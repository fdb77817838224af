import { setTimeout } from "node:timers/promises";
import type { MessageEvent } from "@coccinelle/core";
import type { TestHarness } from "wrangler";
import { newSmsSenders, writeMessages } from "../messages.ts";
import { askWorker, benchDatabase, benchWorker, withWorkers } from "../with-workers.ts";
import { assertAllRecorded } from "./assert-all-recorded.ts";
import { compareWaves, type Wave } from "./compare-waves.ts";
import type { Measure } from "./measure.ts";

const ROUNDS = 9;
/** The number of messages in a round. It makes full batches, and the local queue can hold many more. */
const MESSAGES = 1_000;
const KNOWN_SENDERS = 180;
const NEW_SENDERS = 20;
const POLL_INTERVAL_MS = 5;
const MIN_RATIO = 10;

/** Measures how fast the pipeline empties a queue, against a consumer that records one message after the other. */
export function measureDrain(signal: AbortSignal): Promise<Measure[]> {
  return withWorkers([queueWorker("pipeline"), queueWorker("inline")], signal, async (server) => {
    const pipeline = await startDrain(server, "pipeline");
    const inline = await startDrain(server, "inline");
    await inline.db.exec("CREATE INDEX prospects_by_phone ON prospects (tenant_id, phone)");

    const known = newSmsSenders(KNOWN_SENDERS);
    const ratio = await compareWaves<MessageEvent[]>({
      rounds: ROUNDS,
      prepare: () => writeMessages([...known, ...newSmsSenders(NEW_SENDERS)], MESSAGES),
      subject: pipeline.drain,
      opponent: inline.drain,
    });
    for (const { db } of [pipeline, inline]) await assertAllRecorded(db, (1 + ROUNDS) * MESSAGES);
    return [
      {
        name: "throughput of the queue's consumer ÷ a query at a time, inline",
        value: ratio,
        bound: { relation: "≥", value: MIN_RATIO },
      },
    ];
  });
}

/** The settings of `message-events` in wrangler.consumer.toml that speed depends on. */
function queueWorker(name: string) {
  return benchWorker(name, {
    ...benchDatabase(name),
    queues: {
      producers: [{ binding: "EVENTS", queue: name }],
      consumers: [{ queue: name, max_batch_size: 100, max_batch_timeout: 1 }],
    },
  });
}

async function startDrain(server: TestHarness, name: string) {
  const worker = server.getWorker<{ DB: D1Database }>(name);
  await worker.applyD1Migrations("DB");
  const { DB: db } = await worker.getEnv();

  const drain: Wave<MessageEvent[]> = async (events) => {
    const before = await askWorker<number>(worker);
    await askWorker(worker, events);
    const startedAt = performance.now();
    while ((await askWorker<number>(worker)) < before + events.length) {
      await setTimeout(POLL_INTERVAL_MS);
    }
    return performance.now() - startedAt;
  };
  return { db, drain };
}
