import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import * as z from "zod";
import type { Measure } from "./measure.ts";

const CUSTOMERS = 10_000;

const WorldCalls = z.object({
  name: z.string(),
  calls: z.object({
    first: z.number(),
    nothingChanged: z.number(),
    changed: z.number(),
    segmentsChanged: z.number(),
    activities: z.number(),
    synced: z.object({ contacts: z.literal(CUSTOMERS), activities: z.literal(CUSTOMERS) }),
  }),
});
type WorldCalls = z.infer<typeof WorldCalls>;
type Phase = Exclude<keyof WorldCalls["calls"], "synced">;

const PHASES: Readonly<Record<Phase, string>> = {
  first: "the first load, with some 20 calls to set up",
  nothingChanged: "nothing that changed",
  changed: "changed customers",
  segmentsChanged: "changed segments",
  activities: "a new message of each, which changes the customer, too",
};

/**
 * HubSpot takes batches of 100 and Salesforce of 200. The bounds leave a few more calls for pages that are not full.
 */
const BOUNDS: Readonly<Record<string, Readonly<Record<Phase, number>>>> = {
  HubSpot: { first: 331, nothingChanged: 0, changed: 105, segmentsChanged: 105, activities: 215 },
  Salesforce: { first: 133, nothingChanged: 0, changed: 53, segmentsChanged: 53, activities: 106 },
  "Salesforce, by pages": {
    first: 233,
    nothingChanged: 0,
    changed: 53,
    segmentsChanged: 53,
    activities: 106,
  },
};

/** Measures the calls to each CRM for 10,000 customers over whole passes, without the calls that read back changes. */
export async function measureCalls(signal: AbortSignal): Promise<Measure[]> {
  const keys = { bench: randomBytes(32).toString("base64") };
  const { stdout } = await promisify(execFile)("node", ["scripts/bench/calls/main.ts", String(CUSTOMERS)], {
    signal,
    env: { ...process.env, CREDENTIALS_KEYS: JSON.stringify({ current: "bench", keys }) },
  });
  const worlds = stdout
    .trim()
    .split("\n")
    .map((line) => WorldCalls.parse(JSON.parse(line)));
  return worlds.flatMap(({ name, calls }) => {
    const bounds = BOUNDS[name];
    if (bounds === undefined) throw new Error(`there are no bounds for ${name}`);
    return Object.entries(PHASES).map(([phase, title]) => ({
      name: `${name}: ${title}`,
      value: calls[phase as Phase],
      bound: { relation: "≤" as const, value: bounds[phase as Phase] },
    }));
  });
}
