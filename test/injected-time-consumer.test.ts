import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** The Worker's entry and its Durable Object hand the clock and chance of the platform to everything else. */
const ROOTS = ["workers/consumer/src/index.ts", "workers/consumer/src/replays/replay-runner.ts"];

const AMBIENT =
  /\bnew Date\(\)|\bDate\.now\b|\bperformance\.now\b|\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b|\bset(?:Timeout|Interval)\b|\brandom\w*\b[^;]*from "node:crypto"/;

function isAmbient(file: string): boolean {
  return AMBIENT.test(readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, ""));
}

it("lets no file of the consumer but its roots use the platform's clock, timers, ids or random numbers", () => {
  const files = globSync("workers/consumer/src/**/*.ts");
  expect(files.length).toBeGreaterThan(40);
  expect(files.filter((file) => !ROOTS.includes(file) && isAmbient(file))).toEqual([]);
});

it("finds the platform's clock and chance in the roots", () => {
  expect(ROOTS.filter(isAmbient)).toEqual(ROOTS);
});
