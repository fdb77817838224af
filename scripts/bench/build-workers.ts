import { join } from "node:path";
import { WORKERS } from "../workers.ts";
import { runWrangler } from "./run-wrangler.ts";

/** A Worker in the form that is deployed. */
export interface BuiltWorker {
  name: (typeof WORKERS)[number]["name"];
  /** The path of its bundled and minified script. */
  script: string;
  /** The path of the directory that a deployment uploads. */
  bundle: string;
}

/** Builds each Worker as a deployment does. */
export async function buildWorkers(directory: string, signal: AbortSignal): Promise<BuiltWorker[]> {
  const built: BuiltWorker[] = [];
  for (const { name } of WORKERS) {
    signal.throwIfAborted();
    const outdir = join(directory, name);
    const bundle = join(directory, `${name}.bundle`);
    const args = ["--dry-run", "--outdir", outdir, "--outfile", bundle, "-c", `wrangler.${name}.toml`];
    await runWrangler(["deploy", ...args], directory);
    built.push({ name, script: join(outdir, "index.js"), bundle });
  }
  return built;
}
