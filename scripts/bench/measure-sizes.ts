import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { CommandFailure } from "../local/command-failure.ts";
import { spawnWrangler } from "../local/spawn-wrangler.ts";
import type { Measure } from "./measure.ts";

const MAX_KIBIBYTES = { ingest: 120, consumer: 250, sync: 450 };

/** What each Worker weighs as it is deployed: bundled, minified and compressed. */
export async function measureSizes(directory: string, signal: AbortSignal): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const [name, value] of Object.entries(MAX_KIBIBYTES)) {
    signal.throwIfAborted();
    const script = await readFile(await buildWorker(name, directory));
    measures.push({
      name: `the ${name} Worker, minified and compressed`,
      value: gzipSync(script, { level: constants.Z_BEST_COMPRESSION }).length / 1024,
      unit: "KiB",
      bound: { relation: "≤", value },
    });
  }
  return measures;
}

/** Builds a Worker as a deployment does, and returns its script's path. */
async function buildWorker(name: string, directory: string): Promise<string> {
  const outdir = join(directory, name);
  const wrangler = spawnWrangler(["deploy", "--dry-run", "--outdir", outdir, "-c", `wrangler.${name}.toml`], {
    stateDirectory: directory,
    onLine: () => {},
  });
  const code = await wrangler.exited;
  if (code !== 0) throw new CommandFailure(`The ${name} Worker cannot be built.\n\n${wrangler.output()}`);
  return join(outdir, "index.js");
}
