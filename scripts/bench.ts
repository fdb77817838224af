import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWorkers } from "./bench/build-workers.ts";
import { describeMeasures } from "./bench/measures/describe-measures.ts";
import { isMet, type Measure } from "./bench/measures/measure.ts";
import { measureCalls } from "./bench/measures/measure-calls.ts";
import { measureDrain } from "./bench/measures/measure-drain.ts";
import { measureIngest } from "./bench/measures/measure-ingest.ts";
import { measureSizes } from "./bench/measures/measure-sizes.ts";
import { measureStartUp } from "./bench/measures/measure-start-up.ts";
import { measureWrites } from "./bench/measures/measure-writes.ts";
import { CommandFailure } from "./local/command-failure.ts";
import { runCommand } from "./local/run-command.ts";

/** About three times as long as the benchmarks take on two slow cores. */
const DEADLINE_MS = 6 * 60_000;

await runCommand(async (signal) => {
  const directory = mkdtempSync(join(tmpdir(), "coccinelle-bench-"));
  // This is no `finally`, since wrangler ends the process at a signal where it runs in it.
  process.on("exit", () => rmSync(directory, { recursive: true }));
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  try {
    await runBench(directory, AbortSignal.any([signal, deadline]));
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new CommandFailure(`The bench is not done after ${DEADLINE_MS / 1000} s.`, { cause: error });
  }
});

async function runBench(directory: string, signal: AbortSignal): Promise<void> {
  // These variables are for wrangler, which runs in this process.
  Object.assign(process.env, {
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    WRANGLER_LOG: "error",
    WRANGLER_LOG_PATH: join(directory, "logs"),
    WRANGLER_REGISTRY_PATH: join(directory, "registry"),
    WRANGLER_SEND_METRICS: "false",
  });
  const missed: Measure[] = [];
  async function report(title: string, measuring: Promise<Measure[]>): Promise<void> {
    const measures = await measuring;
    console.log(describeMeasures(title, measures));
    missed.push(...measures.filter((measure) => !isMet(measure)));
  }

  console.log("Measuring, all in local workerd, for a minute or two …\n");
  const workers = await buildWorkers(directory, signal);
  await report("Sizes", measureSizes(workers));
  await report("Starting up, by wrangler's profile", measureStartUp(workers, directory, signal));
  await report("The consumer in D1", measureWrites(signal));
  await report("Calls to a CRM for 10,000 customers", measureCalls(signal));
  await report("Receiving webhooks", measureIngest(signal));
  await report("Draining the queue", measureDrain(signal));
  if (missed.length > 0) throw new CommandFailure(`${missed.length} of the bounds are not met.`);
  console.log("Every bound is met.");
}
