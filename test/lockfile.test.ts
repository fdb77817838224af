import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as z from "zod";

const lockfile = readFileSync("pnpm-lock.yaml", "utf8");
const [, packagesAndLater = ""] = lockfile.split("\npackages:\n");
const [packages = ""] = packagesAndLater.split("\nsnapshots:\n");
const lockedNames = new Set(Array.from(packages.matchAll(/^ {2}'?(@?[^@\s']+)@/gm), ([, name]) => name));

const PackageJson = z.object({
  name: z.string(),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** The packages that are installed, each with what it has only for some platforms. */
function readInstalledPackages(): z.infer<typeof PackageJson>[] {
  return globSync("node_modules/.pnpm/*/node_modules/{*,@*/*}/package.json").map((file) =>
    PackageJson.parse(JSON.parse(readFileSync(file, "utf8"))),
  );
}

it("holds the binaries of every platform, so that the first command works on macOS and Windows, too", () => {
  const optional = readInstalledPackages().flatMap(({ name, optionalDependencies }) =>
    Object.keys(optionalDependencies).map((dependency) => `${name} needs ${dependency}`),
  );
  expect(optional).toContain("workerd needs @cloudflare/workerd-windows-64");
  const missing = optional.filter((need) => !lockedNames.has(need.split(" needs ")[1]));
  expect(missing).toEqual([]);
});

it("names no registry, so that each machine asks its own", () => {
  expect(lockfile).not.toMatch(/https?:|tarball:/);
});
