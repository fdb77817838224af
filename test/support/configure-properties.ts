import fc from "fast-check";
import { inject } from "vitest";
import { propertyRuns } from "./property-runs.ts";

// A property that says nothing else has this many runs. A failure prints the seed that repeats it.
const seed = inject("propertySeed");
fc.configureGlobal({ numRuns: propertyRuns(), ...(seed !== null && { seed }) });
