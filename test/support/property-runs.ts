import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** `PROPERTY_RUNS`, or 10 where it is not set. */
    propertyRuns: number;
    /** `PROPERTY_SEED`, so that every run is the same as the last; null for other runs each time. */
    propertySeed: number | null;
    /** Whether the test runs inside workerd. */
    isWorkerd: boolean;
  }
}

const RUNS_IN_WORKERD = 2;

/**
 * How many runs a property has.
 *
 * @param share for a property whose single run costs less or more than others': 10 makes ten times as many
 */
export function propertyRuns(share = 1): number {
  return Math.max(1, Math.round(inject("propertyRuns") * share));
}

/**
 * How many runs a property has that runs in Node, over a database in memory, and in workerd: there a few
 * only, as a check that the two agree.
 */
export function simulatedRuns(share = 1): number {
  return inject("isWorkerd") ? RUNS_IN_WORKERD : propertyRuns(share);
}
