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

/** Tests that run inside workerd, with the Worker's own bindings, the real migrations and the Workers beside it. */
function workerProject(
  name: string,
  configPath: string,
  include: string[],
  workers: (typeof FAKE_SYNC)[] = [],
) {
  return {
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
      name,
      include,
      setupFiles: ["./test/support/apply-migrations.ts"],
      testTimeout: 60_000,
      hookTimeout: 60_000,
      retry: 0,
    },
  };
}

/** Tests that run in Node. */
function nodeProject(name: string, include: string[], testTimeout: number) {
  return { test: { name, include, testTimeout, hookTimeout: testTimeout, retry: 0 } };
}

export default defineConfig({
  test: {
    projects: [
      nodeProject(
        "pure",
        [
          "test/packages/{api-client,core,webhooks,vault,sandbox}/**/*.test.ts",
          "test/scripts/**/!(start-workers).test.ts",
          "test/*.test.ts",
        ],
        30_000,
      ),
      workerProject("db", "./wrangler.consumer.toml", ["test/packages/db/**/*.test.ts"], [FAKE_SYNC]),
      workerProject("integrations", "./wrangler.ingest.toml", ["test/packages/integrations/**/*.test.ts"]),
      workerProject("sync", "./wrangler.sync.toml", ["test/workers/sync/**/*.test.ts"]),
      workerProject("ingest", "./wrangler.ingest.toml", ["test/workers/ingest/**/*.test.ts"]),
      workerProject(
        "consumer",
        "./wrangler.consumer.toml",
        ["test/workers/consumer/**/*.test.ts"],
        [FAKE_SYNC],
      ),
      nodeProject(
        "pipeline",
        [
          "test/pipeline/**/*.test.ts",
          "test/migrations/**/*.test.ts",
          "test/scripts/local/start-workers.test.ts",
        ],
        120_000,
      ),
    ],
  },
});
