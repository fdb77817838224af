import { globSync } from "node:fs";

/** Every program of the types; files that belong to none are not checked, so each folder has to be in one. */
const TYPE_CHECKS = globSync([
  "tsconfig.json",
  "{workers,test/workers}/*/tsconfig.json",
  "scripts/bench/calls/tsconfig.json",
])
  .toSorted()
  .map((file) => `tsc -p ${file}`);

/** Types, lint and format. */
export const CHECKS: readonly string[] = [
  "node scripts/types.ts --check",
  ...TYPE_CHECKS,
  "biome check --error-on-warnings",
];

/** Mends the formatting, the order of imports and other things that a program can mend by itself. */
export const FIXES: readonly string[] = ["node scripts/types.ts", "biome check --write --error-on-warnings"];
