import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** Where what is particular to one CRM belongs. */
const OWN_PLACES = [
  "packages/api-client/src/openapi-types.ts",
  "packages/core/src/crm/integration.ts",
  "packages/integrations/src/index.ts",
  "packages/integrations/src/settings.ts",
  "packages/sandbox/src/index.ts",
  "workers/consumer/src/api/resources/integrations/crm-systems.ts",
];
const OWN_FOLDERS =
  /^(?:packages\/(?:integrations|sandbox)\/src\/(?:hubspot|salesforce)|workers\/sync\/src\/crm-systems)\//;

const files = globSync("{packages,workers}/*/src/**/*.{ts,js,html}").map((file) => ({
  file,
  // Comments may say what a CRM does; `://` begins none.
  code: readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, ""),
}));

describe("whatever is not in a CRM's own place", () => {
  it("names no CRM", () => {
    const others = files.filter(({ file }) => !OWN_PLACES.includes(file) && !OWN_FOLDERS.test(file));
    expect(others.length).toBeGreaterThan(100);
    expect(others.filter(({ code }) => /hubspot|salesforce/i.test(code)).map(({ file }) => file)).toEqual([]);
  });

  it("asks for no particular one", () => {
    const asking = files.filter(({ code }) => /\bsystem(?:_type|Type)? *[!=]==? *["'`]/.test(code));
    expect(asking.map(({ file }) => file)).toEqual([]);
  });
});

describe("each of a CRM's own places", () => {
  it("is there, and names one", () => {
    for (const place of OWN_PLACES) {
      expect(files.find(({ file }) => file === place)?.code).toMatch(/hubspot|salesforce/i);
    }
  });
});
