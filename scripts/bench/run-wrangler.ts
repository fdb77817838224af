import { CommandFailure } from "../local/command-failure.ts";
import { spawnWrangler } from "../local/spawn-wrangler.ts";

/**
 * Runs wrangler to its end.
 *
 * @throws CommandFailure with the output of wrangler, where it fails
 */
export async function runWrangler(args: string[], stateDirectory: string): Promise<void> {
  const wrangler = spawnWrangler(args, { stateDirectory, onLine: () => {} });
  if ((await wrangler.exited) === 0) return;
  throw new CommandFailure(`wrangler ${args.join(" ")} fails.\n\n${wrangler.output()}`);
}
