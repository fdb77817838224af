import { describe, it } from "vitest";
import { liveThrough, SYSTEMS } from "./live-through.ts";

/** In Node and in workerd: both databases lead to the same end. */
describe.each(SYSTEMS)("$system, over any database", (system) => {
  it.each([1, 2, 3])("ends with each customer and activity once in the history of seed %i", async (seed) => {
    await liveThrough(system, { customers: 8, actsBefore: 4, rounds: [2, 2, 2], seed });
  });
});
