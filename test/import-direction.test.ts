import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";

interface Import {
  file: string;
  /** `packages/db`, `workers/ingest` */
  owner: string;
  specifier: string;
  typeOnly: boolean;
}

const imports: Import[] = globSync("{packages,workers}/*/src/**/*.ts").flatMap((file) => {
  const owner = file.split("/").slice(0, 2).join("/");
  const statements = readFileSync(file, "utf8").matchAll(
    /^(?:import|export)\s+(type\s)?(?:[\w*{}\s,$]+?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm,
  );
  return Array.from(statements, ([, typeOnly, specifier, dynamic]) => ({
    file,
    owner,
    specifier: specifier ?? dynamic ?? "",
    typeOnly: typeOnly !== undefined,
  }));
});

function violations(allowed: (found: Import) => boolean): string[] {
  return imports
    .filter((found) => !allowed(found))
    .map(({ file, specifier }) => `${file} imports ${specifier}`);
}

const isRelative = (specifier: string) => specifier.startsWith(".");

/** A file, and every file that it imports by relative paths, at any depth. */
function reachableFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { specifier } of imports.filter((found) => found.file === file)) {
    if (isRelative(specifier)) reachableFrom(posix.join(posix.dirname(file), specifier), seen);
  }
  return seen;
}

describe("imports", () => {
  it("are found at all", () => {
    expect(imports.length).toBeGreaterThan(50);
    expect(new Set(imports.map(({ owner }) => owner))).toContain("workers/consumer");
  });

  it("of core go to zod and libphonenumber-js alone", () => {
    const allowed = ["zod", "libphonenumber-js/max"];
    expect(
      violations(
        ({ owner, specifier }) =>
          owner !== "packages/core" || isRelative(specifier) || allowed.includes(specifier),
      ),
    ).toEqual([]);
  });

  it("of a package go to core, never to another package or a Worker", () => {
    expect(
      violations(
        ({ owner, specifier }) =>
          !owner.startsWith("packages/") ||
          specifier === "@coccinelle/core" ||
          !(specifier.startsWith("@coccinelle/") || specifier.includes("workers/")),
      ),
    ).toEqual([]);
  });

  it("of a package never reach the platform's bindings", () => {
    expect(
      violations(
        ({ owner, specifier }) => !owner.startsWith("packages/") || !specifier.startsWith("cloudflare:"),
      ),
    ).toEqual([]);
  });

  it("of a Worker never reach another Worker, but for types", () => {
    expect(
      violations(
        ({ owner, specifier, typeOnly }) =>
          !owner.startsWith("workers/") ||
          typeOnly ||
          !/workers\/|@coccinelle\/(ingest|consumer|sync)/.test(specifier),
      ),
    ).toEqual([]);
  });

  it("stay within their package where they are relative", () => {
    expect(
      violations(({ file, owner, specifier }) => {
        if (!isRelative(specifier)) return true;
        return new URL(specifier, `file:///${file}`).pathname.startsWith(`/${owner}/src/`);
      }),
    ).toEqual([]);
  });

  it("of zod are of its namespace, which bundles to a third", () => {
    const named = globSync("{packages,workers}/*/src/**/*.ts").filter((file) =>
      /import\s*\{[^}]*\}\s*from "zod"/.test(readFileSync(file, "utf8")),
    );
    expect(named).toEqual([]);
  });

  it("of vendors' SDKs stand in integrations alone, but for Twilio's signature check", () => {
    const vendors = violations(
      ({ owner, specifier }) =>
        owner === "packages/integrations" || !/^(twilio|@hubspot|jsforce)/.test(specifier),
    );
    expect(
      vendors.filter((violation) => !violation.endsWith("imports twilio/lib/webhooks/webhooks")),
    ).toEqual([]);
  });

  it("of the ingest Worker bring no integrations", () => {
    expect(
      violations(
        ({ owner, specifier }) =>
          owner !== "workers/ingest" || !specifier.startsWith("@coccinelle/integrations"),
      ),
    ).toEqual([]);
  });

  it("of the consumer Worker bring the settings of integrations, and with them no SDK", () => {
    expect(
      violations(
        ({ owner, specifier }) => owner !== "workers/consumer" || specifier !== "@coccinelle/integrations",
      ),
    ).toEqual([]);
    const fromOutside = [...reachableFrom("packages/integrations/src/settings.ts")]
      .flatMap((file) => imports.filter((found) => found.file === file))
      .map(({ specifier }) => specifier)
      .filter((specifier) => !isRelative(specifier));
    expect(new Set(fromOutside)).toEqual(new Set(["@coccinelle/core", "zod"]));
  });

  it("never read the environment in a package", () => {
    const readers = globSync("packages/*/src/**/*.ts").filter((file) =>
      /\bprocess\.env\b/.test(readFileSync(file, "utf8")),
    );
    expect(readers).toEqual([]);
  });
});
