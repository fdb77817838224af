import { setTimeout } from "node:timers/promises";
import type { TestHarness, WorkerHandle } from "wrangler";
import type { SignedRequest } from "../../../test/support/sign-twilio.ts";
import { CommandFailure } from "../../local/command-failure.ts";
import { newTwilioAccount, type TwilioAccount } from "../twilio-account.ts";
import { askWorker, benchWorker, withWorkers } from "../with-workers.ts";
import { compareWaves, type Wave } from "./compare-waves.ts";
import type { Measure } from "./measure.ts";

const ROUNDS = 25;
/** The number of webhooks in a round. They make full batches, and the local queue can hold many more. */
const REQUESTS = 300;
const CONNECTIONS = 32;
const POLL_INTERVAL_MS = 5;
const MIN_RATIO = 0.75;
/** The database of wrangler.ingest.toml, so that both Workers see the same channels. */
const DATABASE_ID = "00000000-0000-0000-0000-000000000000";

/** Measures the cost of receiving a webhook once the channels are in memory. */
export function measureIngest(signal: AbortSignal): Promise<Measure[]> {
  const account = newTwilioAccount();
  const workers = [
    { configPath: "wrangler.ingest.toml", secrets: account.secrets },
    benchWorker("baseline", { queues: { producers: [{ binding: "BODIES", queue: "baseline" }] } }),
    benchWorker("sink", {
      queues: { consumers: ["message-events", "baseline"].map((queue) => ({ queue, max_batch_size: 100 })) },
    }),
    benchWorker("subrequests", {
      vars: account.secrets,
      queues: { producers: [{ binding: "MESSAGE_EVENTS", queue: "message-events" }] },
      d1_databases: [{ binding: "DB", database_name: "coccinelle-db", database_id: DATABASE_ID }],
    }),
  ];
  return withWorkers(workers, signal, async (server) => {
    const ingest = server.getWorker<{ DB: D1Database }>("coccinelle-ingest");
    await ingest.applyD1Migrations("DB");
    await account.saveChannel((await ingest.getEnv()).DB);
    return [await measureSubrequests(server, account), await measureThroughput(server, account)];
  });
}

async function measureSubrequests(server: TestHarness, account: TwilioAccount): Promise<Measure> {
  const worker = server.getWorker("subrequests");
  // The first webhook finds no channel in memory, so it does not count.
  await postAll(worker, account.signWebhooks(1));
  const before = await askWorker<number>(worker);
  await postAll(worker, account.signWebhooks(REQUESTS));
  const subrequests = (await askWorker<number>(worker)) - before;
  return {
    name: "subrequests per webhook in steady state",
    value: subrequests / REQUESTS,
    bound: { relation: "=", value: 1 },
  };
}

async function measureThroughput(server: TestHarness, account: TwilioAccount): Promise<Measure> {
  const sink = server.getWorker("sink");

  function waveOf(worker: WorkerHandle): Wave<SignedRequest[]> {
    return async (requests) => {
      const before = await askWorker<number>(sink);
      const startedAt = performance.now();
      await postAll(worker, requests);
      const elapsedMs = performance.now() - startedAt;
      while ((await askWorker<number>(sink)) < before + requests.length) {
        await setTimeout(POLL_INTERVAL_MS);
      }
      return elapsedMs;
    };
  }
  const ratio = await compareWaves({
    rounds: ROUNDS,
    prepare: async () => account.signWebhooks(REQUESTS),
    subject: waveOf(server.getWorker("coccinelle-ingest")),
    opponent: waveOf(server.getWorker("baseline")),
  });
  return {
    name: "throughput ÷ that of a Worker that only enqueues the body",
    value: ratio,
    bound: { relation: "≥", value: MIN_RATIO },
  };
}

/**
 * Sends webhooks to a Worker.
 *
 * @throws CommandFailure where an answer is not a success
 */
async function postAll(worker: WorkerHandle, requests: readonly SignedRequest[]): Promise<void> {
  const waiting = requests.values();
  const post = async () => {
    for (const { url, method, headers, body } of waiting) {
      const response = await worker.fetch(url, { method, headers, body });
      const text = await response.text();
      if (!response.ok) throw new CommandFailure(`A webhook is answered with ${response.status}: ${text}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, post));
}
