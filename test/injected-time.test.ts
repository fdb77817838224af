import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Uses of the platform's own clock, chance, timers and network. Code with them cannot run under a simulated clock. */
const AMBIENT =
  /\bnew Date\(\)|\bDate\.now\b|\bperformance\.now\b|\bMath\.random\b|\brandomUUID\b|\bgetRandomValues\b|\bset(?:Timeout|Interval)\b|\bscheduler\.wait\b|\brandom\w*\b[^;]*from "node:crypto"|(?<![.\w]|override )\bfetch\(/g;
/** A function that is handed a `fetch` may call it by that name. */
const INJECTED_FETCH = /[{,]\s*fetch\s*[,}:]/;

/** Folders whose logic takes all of these as arguments, with the composition roots, which alone hand them over. */
const ROOTS_OF: Readonly<Record<string, readonly string[]>> = {
  "packages/api-client": [],
  "packages/core": [],
  // The library's callers may leave the clock and the ids out.
  "packages/db": ["customers/tenant-scope.ts", "sync/list-integrations-to-sync.ts"],
  "packages/integrations": ["http/platform.ts"],
  "packages/vault": [],
  "packages/webhooks": [],
  "workers/consumer": ["index.ts", "replays/replay-runner.ts"],
  "workers/ingest": ["index.ts", "ingest-deps.ts"],
  "workers/sync": ["platform.ts"],
};

function readCode(file: string): string {
  // `://` begins no comment.
  return readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, "");
}

function isAmbient(code: string): boolean {
  const uses = code.match(AMBIENT) ?? [];
  return uses.some((use) => use !== "fetch(" || !INJECTED_FETCH.test(code));
}

describe.each(Object.entries(ROOTS_OF))("%s", (folder, roots) => {
  it("uses the platform's clock, chance, timers and network in its composition roots, and nowhere else", () => {
    const files = globSync(`${folder}/src/**/*.ts`);
    expect(files.length).toBeGreaterThan(2);
    const ambient = files.filter((file) => isAmbient(readCode(file)));
    expect(ambient.toSorted()).toEqual(roots.map((root) => `${folder}/src/${root}`));
  });
});

describe("the sync Worker's platform", () => {
  it("reaches the Worker's entry and its objects, and no other file", () => {
    const importers = globSync("workers/sync/src/**/*.ts").filter((file) =>
      /import \{[^}]*\bPLATFORM\b[^}]*\} from "\.{1,2}\/platform\.ts"/.test(readCode(file)),
    );
    expect(importers.toSorted()).toEqual([
      "workers/sync/src/index.ts",
      "workers/sync/src/integration/integration-sync.ts",
    ]);
  });
});

describe("the search for uses of the platform", () => {
  it.each([
    "const now = new Date();",
    "setTimeout(resolve, 1);",
    "await fetch(request);",
    "const id = crypto.randomUUID();",
  ])("finds %s", (code) => {
    expect(isAmbient(code)).toBe(true);
  });

  it.each(["new Date(ms)", "router.fetch(request)", "({ fetch }: Deps) => fetch(request)"])(
    "does not find %s",
    (code) => {
      expect(isAmbient(code)).toBe(false);
    },
  );
});
