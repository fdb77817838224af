import { globSync, readFileSync } from "node:fs";
import type { Provider } from "@coccinelle/core";
import { describe, expect, it } from "vitest";

/** How code would name each provider. A new provider is a type error until its name is added. */
const NAMES: Record<Provider, RegExp> = { twilio: /twilio/i };

/** A provider that has settings of its own adds them to everybody's. */
const SETTINGS = "packages/core/src/events/channel.ts";

/** The files that every provider is entered in. */
const TABLES = [
  "packages/core/src/events/provider.ts",
  "packages/core/src/index.ts",
  "packages/webhooks/src/index.ts",
  "workers/consumer/src/api/resources/channels/channel-providers.ts",
];

/** A provider's own places: its part of ingest, and the schemas of its channels. */
const OWN_PLACE = /^packages\/(?:webhooks\/src\/\w+\/|core\/src\/events\/\w+-channel\.ts$)/;

const files = globSync("{workers/{ingest,consumer},packages/{core,db,webhooks}}/src/**/*.{ts,js,html}").map(
  (file) => ({
    file,
    // Comments may say what a provider does; `://` begins none.
    code: readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*/g, ""),
  }),
);

function namesProvider(code: string): boolean {
  return Object.values(NAMES).some((name) => name.test(code));
}

describe("code outside a provider's own places and the tables", () => {
  it("names no provider", () => {
    const others = files.filter(({ file }) => ![SETTINGS, ...TABLES].includes(file) && !OWN_PLACE.test(file));
    expect(others.length).toBeGreaterThan(150);
    expect(others.filter(({ code }) => namesProvider(code)).map(({ file }) => file)).toEqual([]);
  });

  it("asks for no particular provider", () => {
    const asking = files.filter(({ code }) => /\bprovider\b *[!=]==? *["'`]/.test(code));
    expect(asking.map(({ file }) => file)).toEqual([]);
  });
});

describe("each table", () => {
  it.each(TABLES)("%s names every provider", (table) => {
    const code = files.find(({ file }) => file === table)?.code ?? "";
    for (const name of Object.values(NAMES)) expect(code).toMatch(name);
  });
});

describe("each provider", () => {
  it.each(Object.keys(NAMES))("%s has a folder in webhooks and a file in core", (provider) => {
    const own = files.map(({ file }) => file).filter((file) => OWN_PLACE.test(file));
    expect(own).toContain(`packages/core/src/events/${provider}-channel.ts`);
    expect(own.some((file) => file.startsWith(`packages/webhooks/src/${provider}/`))).toBe(true);
  });
});
