import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Clocks, timers and chance that belong to the process. Whoever uses them cannot run under a simulated clock. */
const AMBIENT =
  /\bnew Date\(\)|\bDate\.now\b|\bMath\.random\b|\bset(?:Timeout|Interval)\b|\.randomUUID\b|\.getRandomValues\b/;

/** Code that takes them as arguments, and the composition roots in it, which alone may give them. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  "packages/core": [],
  "packages/integrations": ["src/http/platform.ts"],
  "packages/vault": [],
  "packages/webhooks": [],
};

describe.each(Object.entries(FOLDERS))("%s", (folder, roots) => {
  const files = globSync(`${folder}/src/**/*.ts`).map((file) => ({
    file: file.slice(folder.length + 1),
    isAmbient: AMBIENT.test(readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, "")),
  }));

  it("takes clocks, timers and chance as arguments", () => {
    expect(files.length).toBeGreaterThan(0);
    const ambient = files.filter(({ file, isAmbient }) => isAmbient && !roots.includes(file));
    expect(ambient.map(({ file }) => file)).toEqual([]);
  });

  it("has composition roots that need the exception", () => {
    for (const root of roots) expect(files).toContainEqual({ file: root, isAmbient: true });
  });
});
