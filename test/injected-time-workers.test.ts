import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The files that hand the real clock, chance, timers and network to everything else. */
const COMPOSITION_ROOTS = [
  "workers/ingest/src/index.ts",
  "workers/ingest/src/ingest-deps.ts",
  "workers/sync/src/platform.ts",
];

/** Uses of the platform's own clock, chance, timers and network. */
const AMBIENT =
  /new Date\(\)|\bDate\.now\b|\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b|\bset(?:Timeout|Interval)\b|\bscheduler\.wait\b|\bperformance\.now\b|(?<![.\w]|override )\bfetch\(/;
/** A function that is handed a `fetch` may call it by that name. */
const INJECTED_FETCH = /[{,]\s*fetch\s*[,}:]/;

function readCode(file: string): string {
  // `://` begins no comment.
  return readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, "");
}

function isAmbient(code: string): boolean {
  const uses = code.match(new RegExp(AMBIENT, "g")) ?? [];
  return uses.some((use) => use !== "fetch(" || !INJECTED_FETCH.test(code));
}

describe("the clock, chance, timers and the network", () => {
  it("reach the logic of the ingest and sync Workers as arguments alone", () => {
    const files = globSync("workers/{ingest,sync}/src/**/*.ts");
    expect(files.length).toBeGreaterThan(50);
    const ambient = files.filter((file) => isAmbient(readCode(file)));
    expect(ambient.toSorted()).toEqual(COMPOSITION_ROOTS);
  });

  it("reach the sync Worker by its entry, its object and the file that collects them", () => {
    const importers = globSync("workers/sync/src/**/*.ts").filter((file) =>
      /import \{[^}]*\bPLATFORM\b/.test(readCode(file)),
    );
    expect(importers.toSorted()).toEqual([
      "workers/sync/src/index.ts",
      "workers/sync/src/integration/integration-sync.ts",
      "workers/sync/src/platform.ts",
    ]);
  });

  it.each([
    "const now = new Date();",
    "setTimeout(resolve, 1);",
    "await fetch(request);",
    "const id = crypto.randomUUID();",
  ])("are found where code takes them itself, as in: %s", (code) => {
    expect(isAmbient(code)).toBe(true);
  });

  it.each(["new Date(ms)", "router.fetch(request)", "({ fetch }: Deps) => fetch(request)"])(
    "are not found in: %s",
    (code) => {
      expect(isAmbient(code)).toBe(false);
    },
  );
});
