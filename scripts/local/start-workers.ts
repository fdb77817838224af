import { unstable_readConfig } from "wrangler";
import { type Schedule, WORKERS } from "../workers.ts";
import { applyMigrations } from "./apply-migrations.ts";
import { CommandFailure } from "./command-failure.ts";
import { createLogFilter } from "./create-log-filter.ts";
import { assertPortIsFree } from "./ports.ts";
import { spawnWrangler } from "./spawn-wrangler.ts";
import { waitUntilReady } from "./wait-until-ready.ts";

const HOST = "127.0.0.1";

interface StartOptions {
  port: number;
  /** The directory of the database and of everything else that is kept over a restart. */
  stateDirectory: string;
  secretsFile: string;
  /** Receives each line that wrangler and the Workers write. */
  onLine: (line: string) => void;
  /** Aborts the start, and stops what was started. */
  signal: AbortSignal;
}

export interface RunningWorkers {
  origin: string;
  /** Resolves when wrangler ends by itself or is stopped. */
  exited: Promise<unknown>;
  output(): string;
  stop(): Promise<void>;
}

/**
 * Applies the migrations, starts all Workers behind one port, and returns once each of them answers.
 *
 * @throws CommandFailure with wrangler's output, where the Workers cannot be started
 */
export async function startWorkers({
  port,
  stateDirectory,
  secretsFile,
  onLine,
  signal,
}: StartOptions): Promise<RunningWorkers> {
  await assertPortIsFree(HOST, port);
  await applyMigrations(stateDirectory, signal);

  const buildFailure = Promise.withResolvers<never>();
  const wrangler = spawnWrangler(
    [
      "dev",
      ...["gateway", ...WORKERS.map(({ name }) => name)].flatMap((name) => ["-c", `wrangler.${name}.toml`]),
      ...["--ip", HOST, "--port", String(port), "--inspector-port", "0"],
      ...["--local", "--persist-to", stateDirectory, "--env-file", secretsFile],
      ...["--var", `SCHEDULES:${JSON.stringify(readSchedules())}`],
      "--show-interactive-dev-session=false",
    ],
    {
      stateDirectory,
      onLine(line) {
        if (line.includes("Build failed"))
          buildFailure.reject(new CommandFailure("A Worker cannot be built."));
        onLine(line);
      },
    },
  );
  const origin = `http://${HOST}:${port}`;
  const exit = wrangler.exited.then((code) => {
    throw new CommandFailure(`wrangler ended with code ${code}.`);
  });
  const settled = new AbortController();
  try {
    const ready = waitUntilReady(origin, AbortSignal.any([signal, settled.signal]));
    await Promise.race([ready, buildFailure.promise, exit]);
  } catch (error) {
    await wrangler.stop();
    if (!(error instanceof CommandFailure)) throw error;
    throw new CommandFailure(`${error.message}\n\n${explain(wrangler.output())}`, { cause: error });
  } finally {
    settled.abort();
  }
  return { origin, exited: wrangler.exited, output: wrangler.output, stop: wrangler.stop };
}

/** The errors in wrangler's output, or all of it where it names none. */
function explain(output: string): string {
  const filterLog = createLogFilter();
  const errors = output.split("\n").filter((line) => filterLog(line) !== null);
  return errors.length > 0 ? errors.join("\n") : output;
}

function readSchedules(): Schedule[] {
  return WORKERS.flatMap(({ name, binding }) => {
    const { triggers } = unstable_readConfig({ config: `wrangler.${name}.toml` });
    return (triggers.crons ?? []).map((cron: string) => ({ binding, cron }));
  });
}
