import fc from "fast-check";
import { propertyRuns } from "./property-runs.ts";

// A property that says nothing else has this many runs. A failure prints the seed that repeats it.
fc.configureGlobal({ numRuns: propertyRuns() });
