import { join, resolve } from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** Secrets for tests alone, made anew for each run; every Worker reads them from the environment. */
Object.assign(process.env, {
  CREDENTIALS_KEYS: JSON.stringify({
    current: "test",
    keys: { test: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64") },
  }),
  OPERATOR_TOKEN: crypto.randomUUID(),
  PUBLIC_BASE_URL: "https://crm.example.com",
  HUBSPOT_API_URL: "https://hubspot.test",
  HUBSPOT_CLIENT_ID: crypto.randomUUID(),
  HUBSPOT_CLIENT_SECRET: crypto.randomUUID(),
  SALESFORCE_LOGIN_URL: "https://salesforce.test",
  SALESFORCE_CLIENT_ID: crypto.randomUUID(),
  SALESFORCE_CLIENT_SECRET: crypto.randomUUID(),
  WRANGLER_SEND_METRICS: "false",
});

/** What the consumer reaches in the sync Worker's place. */
const FAKE_SYNC = {
  name: "coccinelle-sync",
  modules: true,
  scriptPath: "./test/support/fake-sync.js",
  compatibilityDate: "2026-07-01",
};

/** Starts Workers in processes of their own, as the pipeline's tests do. */
const START_WORKERS = "test/scripts/local/start-workers.test.ts";

/** How many runs each property has. */
const PROPERTY_RUNS = Number(process.env.PROPERTY_RUNS || 10);
/** Has every property try the same cases each time. */
const PROPERTY_SEED = process.env.PROPERTY_SEED ? Number(process.env.PROPERTY_SEED) : null;

/**
 * Properties that kill, repeat and reorder. They need thousands of queries, which cost a tenth over
 * `node:sqlite` of what they cost in workerd.
 */
const SIMULATED = [
  "test/workers/sync/kill-anywhere/*.test.ts",
  "test/workers/sync/count-calls.test.ts",
  "test/workers/sync/engine/crash.property.test.ts",
  "test/workers/consumer/queue/delivery.property.test.ts",
  "test/workers/consumer/replays/replay.property.test.ts",
  "test/workers/consumer/replays/run-replay-page.test.ts",
  "test/packages/db/sql/d1.test.ts",
];
/** Of these, the ones that are too slow in workerd. */
const SIMULATED_ALONE = [
  "test/workers/sync/kill-anywhere/kill-anywhere.property.test.ts",
  "test/workers/sync/count-calls.test.ts",
];

/** Named, so that a file of this name above the repository changes nothing. */
const TSCONFIG = "tsconfig.base.json";

/** A test that waits for longer than this waits for ever: no test depends on the machine's speed. */
const DEADLOCK_MS = 10 * 60_000;
const COMMON = {
  testTimeout: DEADLOCK_MS,
  hookTimeout: DEADLOCK_MS,
  retry: 0,
  // A fresh worker and module graph for each file costs more than most tests do. Files share one, and have rows of their own.
  isolate: false,
};

/** Tests that run inside workerd, with the Worker's own bindings, the real migrations and the Workers beside it. */
function workerProject(
  name: string,
  configPath: string,
  include: string[],
  workers: (typeof FAKE_SYNC)[] = [],
) {
  return {
    tsconfig: TSCONFIG,
    plugins: [
      cloudflareTest(async () => ({
        wrangler: { configPath },
        miniflare: {
          bindings: { TEST_MIGRATIONS: await readD1Migrations("./migrations") },
          workers,
        },
      })),
    ],
    test: {
      ...COMMON,
      name,
      include,
      exclude: SIMULATED_ALONE,
      setupFiles: ["./test/support/apply-migrations.ts", "./test/support/configure-properties.ts"],
      provide: { propertyRuns: PROPERTY_RUNS, propertySeed: PROPERTY_SEED, isWorkerd: true },
    },
  };
}

/** Puts a second provider, which only tests have, into the tables that a provider is added to, and nowhere else. */
const TWO_PROVIDERS = {
  alias: [
    { find: /^\.\/(?:events\/)?provider\.ts$/, replacement: testFile("ingest-two-providers/provider.ts") },
    { find: "@coccinelle/webhooks", replacement: testFile("ingest-two-providers/webhooks.ts") },
    {
      find: /^\.\/channel-providers\.ts$/,
      replacement: testFile("consumer-two-providers/channel-providers.ts"),
    },
  ],
};

function testFile(file: string): string {
  return join(import.meta.dirname, "test/workers", file);
}

/** Tests that run in Node. */
function nodeProject(name: string, include: string[], exclude: string[] = []) {
  return {
    tsconfig: TSCONFIG,
    test: {
      ...COMMON,
      name,
      include,
      exclude,
      setupFiles: ["./test/support/configure-properties.ts"],
      provide: { propertyRuns: PROPERTY_RUNS, propertySeed: PROPERTY_SEED, isWorkerd: false },
    },
  };
}

/** Tests of Workers' code that run in Node, over a database in memory. */
function simulatedProject(name: string, include: string[]) {
  const project = nodeProject(name, include);
  const alias = { "cloudflare:workers": resolve("test/support/simulated-workers.ts") };
  return { ...project, resolve: { alias } };
}

export default defineConfig({
  test: {
    // What a test logs is shown where it fails.
    silent: "passed-only",
    // In another order each time, so that a test which needs one before it is seen. The seed is printed.
    sequence: { shuffle: { files: true }, seed: Number(process.env.ORDER_SEED || Date.now()) },
    projects: [
      nodeProject(
        "pure",
        [
          "test/packages/{api-client,core,webhooks,vault,sandbox}/**/*.test.ts",
          "test/scripts/**/*.test.ts",
          "test/*.test.ts",
        ],
        [START_WORKERS],
      ),
      simulatedProject("simulated", SIMULATED),
      workerProject("db", "./wrangler.consumer.toml", ["test/packages/db/**/*.test.ts"], [FAKE_SYNC]),
      workerProject("integrations", "./wrangler.ingest.toml", ["test/packages/integrations/**/*.test.ts"]),
      workerProject("sync", "./wrangler.sync.toml", ["test/workers/sync/**/*.test.ts"]),
      workerProject("ingest", "./wrangler.ingest.toml", ["test/workers/ingest/**/*.test.ts"]),
      {
        ...workerProject("ingest-two-providers", "./wrangler.ingest.toml", [
          "test/workers/ingest-two-providers/**/*.test.ts",
        ]),
        resolve: TWO_PROVIDERS,
      },
      workerProject(
        "consumer",
        "./wrangler.consumer.toml",
        ["test/workers/consumer/**/*.test.ts"],
        [FAKE_SYNC],
      ),
      {
        ...workerProject(
          "consumer-two-providers",
          "./wrangler.consumer.toml",
          ["test/workers/consumer-two-providers/**/*.test.ts"],
          [FAKE_SYNC],
        ),
        resolve: TWO_PROVIDERS,
      },
      nodeProject("pipeline", ["test/pipeline/**/*.test.ts", "test/migrations/**/*.test.ts", START_WORKERS]),
    ],
  },
});
