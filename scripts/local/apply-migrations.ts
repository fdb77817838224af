import { CommandFailure } from "./command-failure.ts";
import { spawnWrangler } from "./spawn-wrangler.ts";

/** Applies the migrations that the local database does not have yet. */
export async function applyMigrations(stateDirectory: string, signal: AbortSignal): Promise<void> {
  const wrangler = spawnWrangler(
    [
      ...["d1", "migrations", "apply", "coccinelle-db", "-c", "wrangler.consumer.toml"],
      ...["--local", "--persist-to", stateDirectory],
    ],
    { stateDirectory, onLine: () => {} },
  );
  const stop = () => wrangler.stop();
  signal.addEventListener("abort", stop);
  const code = await wrangler.exited;
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  if (code !== 0) throw new CommandFailure(`The migrations could not be applied.\n\n${wrangler.output()}`);
}
