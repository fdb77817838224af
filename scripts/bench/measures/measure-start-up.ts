import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import type { BuiltWorker } from "../build-workers.ts";
import { runWrangler } from "../run-wrangler.ts";
import type { Measure } from "./measure.ts";

/**
 * Cloudflare refuses a Worker that needs more than 1,000 ms to start. This bound is about five times as long as a
 * start takes on two slow cores.
 */
const MAX_MS = 500;

/** A CPU profile of V8. Its times are in microseconds. */
const CpuProfile = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame: z.object({ functionName: z.string() }) })),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type CpuProfile = z.infer<typeof CpuProfile>;

/** Measures how long the script of each Worker computes in local workerd before it can take its first request. */
export async function measureStartUp(
  workers: readonly BuiltWorker[],
  directory: string,
  signal: AbortSignal,
): Promise<Measure[]> {
  const measures: Measure[] = [];
  // The Workers start one after the other, since they would slow each other down.
  for (const { name, bundle } of workers) {
    signal.throwIfAborted();
    const profile = join(directory, `${name}.cpuprofile`);
    await runWrangler(["check", "startup", "--worker", bundle, "--outfile", profile], directory);
    measures.push({
      name: `processor time until the ${name} Worker has started`,
      value: Math.round(activeMs(CpuProfile.parse(JSON.parse(await readFile(profile, "utf8"))))),
      unit: "ms",
      bound: { relation: "≤", value: MAX_MS },
    });
  }
  return measures;
}

/**
 * The time in which the profiler found the script computing. The delta of a sample is the time since the sample
 * before it.
 */
function activeMs({ nodes, samples, timeDeltas }: CpuProfile): number {
  const idle = new Set(
    nodes.filter(({ callFrame }) => callFrame.functionName === "(idle)").map(({ id }) => id),
  );
  const active = timeDeltas.filter((_, index) => !idle.has(samples[index] ?? Number.NaN));
  return active.reduce((sum, delta) => sum + delta, 0) / 1000;
}
