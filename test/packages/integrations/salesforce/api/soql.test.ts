import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeQuery,
  packConditions,
  quoteText,
} from "../../../../../packages/integrations/src/salesforce/api/soql.ts";

describe("a text in a query", () => {
  it.each([
    ["O'Neil", String.raw`'O\'Neil'`],
    [String.raw`x\') OR (Id != '`, String.raw`'x\\\') OR (Id != \''`],
    ['say "hi"', String.raw`'say \"hi\"'`],
    ["two\nlines\r", String.raw`'two\nlines\r'`],
  ])("keeps %j within its quotes", (text, quoted) => {
    expect(quoteText(text)).toBe(quoted);
  });

  it("never ends before its last quote, and is read as it was", () => {
    const characters = fc.constantFrom("'", "\\", '"', "\n", "\r", "a", "%", "(", ")", "é", "😀");
    fc.assert(
      fc.property(fc.string({ unit: characters }), (text) => {
        const inner = quoteText(text).slice(1, -1);
        expect(inner.replaceAll(/\\[\s\S]/g, "")).not.toMatch(/['"\\\n\r]/);
        const escapes: Record<string, string> = { n: "\n", r: "\r" };
        const read = inner.replaceAll(/\\([\s\S])/g, (_, each: string) => escapes[each] ?? each);
        expect(read).toBe(text);
      }),
    );
  });
});

describe("a query in an address", () => {
  it("is read there as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const url = new URL(`https://acme.my.salesforce.com/query?q=${encodeQuery(text)}`);
        expect(url.searchParams.get("q")).toBe(text);
        expect(url.search).toHaveLength("?q=".length + encodeQuery(text).length);
      }),
    );
  });
});

describe("packed conditions", () => {
  it("hold every condition once, in clauses that are short enough and no more than needed", () => {
    const condition = fc.record({
      field: fc.constantFrom("Email", "Phone", "MobilePhone"),
      value: fc.string({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(condition, { maxLength: 60 }), (conditions) => {
        const maxLength = 700;
        const clauses = packConditions(conditions, maxLength);
        for (const clause of clauses) expect(encodeQuery(clause).length).toBeLessThanOrEqual(maxLength);
        const values = clauses.join(" ").length;
        const least = conditions.reduce((sum, { value }) => sum + quoteText(value).length, 0);
        expect(values).toBeGreaterThanOrEqual(least);
        const room = conditions.reduce((sum, { value }) => sum + encodeQuery(quoteText(value)).length + 1, 0);
        expect(clauses.length).toBeLessThanOrEqual(Math.ceil(room / (maxLength - 250)));
      }),
    );
  });

  it("stand field by field", () => {
    const conditions = [
      { field: "Email", value: "a@example.com" },
      { field: "Phone", value: "1" },
      { field: "Email", value: "b@example.com" },
    ];
    expect(packConditions(conditions, 1000)).toEqual([
      "Email IN ('a@example.com','b@example.com') OR Phone IN ('1')",
    ]);
    expect(packConditions([], 1000)).toEqual([]);
  });
});
