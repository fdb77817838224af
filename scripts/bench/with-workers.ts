import { createTestHarness, type TestHarness, type TestHarnessOptions, type WorkerHandle } from "wrangler";
import { CommandFailure } from "../local/command-failure.ts";

type WorkerInput = TestHarnessOptions["workers"][number];
type InlineConfig = Extract<WorkerInput, { config: unknown }>["config"];

/** A Worker of `scripts/bench/workers`, with the settings of the deployed Workers. */
export function benchWorker(name: string, bindings: InlineConfig): WorkerInput {
  return {
    config: {
      name,
      main: `scripts/bench/workers/${name}.ts`,
      compatibility_date: "2026-07-01",
      compatibility_flags: ["nodejs_compat"],
      ...bindings,
    },
  };
}

/** An empty database of its own, to which the project's migrations are applied. */
export function benchDatabase(name: string): InlineConfig {
  const database = { binding: "DB", database_name: name, database_id: name, migrations_dir: "migrations" };
  return { d1_databases: [database] };
}

/** Runs Workers in local workerd with an empty state. Stops them at the end, or once the signal aborts. */
export async function withWorkers<Result>(
  workers: WorkerInput[],
  signal: AbortSignal,
  use: (server: TestHarness) => Promise<Result>,
): Promise<Result> {
  const server = createTestHarness({ workers });
  const aborted = Promise.withResolvers<never>();
  try {
    await server.listen();
    signal.addEventListener("abort", () => aborted.reject(signal.reason));
    signal.throwIfAborted();
    return await Promise.race([use(server), aborted.promise]);
  } finally {
    await server.close();
  }
}

/**
 * Sends a request to a bench Worker: a POST where there is a body, else a GET.
 *
 * @throws CommandFailure where the answer is not a success
 */
export async function askWorker<Answer>(worker: Pick<WorkerHandle, "fetch">, body?: object): Promise<Answer> {
  const init = body && { method: "POST", body: JSON.stringify(body) };
  const response = await worker.fetch("http://bench/", init);
  const text = await response.text();
  if (!response.ok) throw new CommandFailure(`A Worker of the bench answers ${response.status}: ${text}`);
  return JSON.parse(text);
}
