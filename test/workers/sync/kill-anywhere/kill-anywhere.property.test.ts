import fc from "fast-check";
import { expect, it } from "vitest";
import { simulatedRuns } from "../../../support/property-runs.ts";
import { type KilledHistory, liveThrough, type Seen, SYSTEMS } from "./live-through.ts";

/** Runs that are the same every time, so that what is counted below does not depend on chance. */
const SAME_EVERY_TIME = Array.from({ length: 12 }, (_, seed): [KilledHistory] => [
  { customers: 8, actsBefore: 4, rounds: [2, 2, 2, 2, 2], seed },
]);

const histories = fc.record({
  customers: fc.integer({ min: 0, max: 8 }),
  actsBefore: fc.integer({ min: 0, max: 10 }),
  rounds: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 8 }),
  seed: fc.integer(),
});

it.each(SYSTEMS)(
  "$system ends with each customer and activity once, whatever fails and wherever passes are killed",
  async ({ hasJobs, ...system }) => {
    const seen: Seen = { readBacks: 0, reconciles: 0, jobs: 0, limited: 0, renewals: 0 };
    // A history costs thirty times as much as another property's run.
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const met = await liveThrough(system, history);
        seen.readBacks += met.readBacks;
        seen.reconciles += met.reconciles;
        seen.jobs += met.jobs;
        seen.limited += met.limited;
        seen.renewals += met.renewals;
      }),
      { numRuns: SAME_EVERY_TIME.length + simulatedRuns(0.3), examples: SAME_EVERY_TIME },
    );
    expect(seen.readBacks, "read-backs").toBeGreaterThan(0);
    expect(seen.reconciles, "reconciles").toBeGreaterThan(0);
    expect(seen.limited, "calls that a limit refused").toBeGreaterThan(0);
    expect(seen.renewals, "renewals of tokens").toBeGreaterThan(0);
    if (hasJobs) expect(seen.jobs, "jobs").toBeGreaterThan(0);
  },
);
