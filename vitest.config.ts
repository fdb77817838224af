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
  WRANGLER_SEND_METRICS: "false",
});

/** Tests that run inside workerd, with the Worker's own bindings and the real migrations. */
function workerProject(name: string, configPath: string, include: string[]) {
  return {
    plugins: [
      cloudflareTest(async () => ({
        wrangler: { configPath },
        miniflare: {
          bindings: { TEST_MIGRATIONS: await readD1Migrations("./migrations") },
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
          "test/packages/{core,webhooks,vault}/**/*.test.ts",
          "test/scripts/{gateway,demo}/**/*.test.ts",
          "test/scripts/local/{create-log-filter,load-secrets}.test.ts",
          "test/*.test.ts",
        ],
        30_000,
      ),
      workerProject("db", "./wrangler.consumer.toml", ["test/packages/db/**/*.test.ts"]),
      workerProject("ingest", "./wrangler.ingest.toml", ["test/workers/ingest/**/*.test.ts"]),
      workerProject("consumer", "./wrangler.consumer.toml", ["test/workers/consumer/**/*.test.ts"]),
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
