import { readFile } from "node:fs/promises";
import { constants, gzipSync } from "node:zlib";
import type { BuiltWorker } from "../build-workers.ts";
import type { Measure } from "./measure.ts";

const MAX_KIBIBYTES = { ingest: 120, consumer: 250, sync: 450 };

/** Measures the size of each Worker in the form that is deployed: bundled, minified and compressed. */
export function measureSizes(workers: readonly BuiltWorker[]): Promise<Measure[]> {
  return Promise.all(
    workers.map(async ({ name, script }) => ({
      name: `the ${name} Worker, minified and compressed`,
      value: gzipSync(await readFile(script), { level: constants.Z_BEST_COMPRESSION }).length / 1024,
      unit: "KiB",
      bound: { relation: "≤" as const, value: MAX_KIBIBYTES[name] },
    })),
  );
}
