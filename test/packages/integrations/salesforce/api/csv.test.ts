import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv, toCsv } from "../../../../../packages/integrations/src/salesforce/api/csv.ts";

describe("a job's table", () => {
  it("has the columns' names first, and quotes where they are needed", () => {
    expect(toCsv(["Id", "Name"], [["1", 'say "yes", twice\nor not']])).toBe(
      'Id,Name\n1,"say ""yes"", twice\nor not"\n',
    );
  });

  it.each([
    ['"sf__Id","sf__Error"\n"003","A;B|C"\n', [{ sf__Id: "003", sf__Error: "A;B|C" }]],
    ["a,b\r\n1,\r\n", [{ a: "1", b: "" }]],
    ["a,b\n1,", [{ a: "1", b: "" }]],
    ["a,b", []],
    ["", []],
  ])("is read as it may come: %j", (text, rows) => {
    expect(parseCsv(text)).toEqual(rows);
  });

  it("that is none is refused", () => {
    expect(() => parseCsv('a,b\n"1" x,2')).toThrow(SyntaxError);
  });

  it("is read as it was written, whatever stands in it", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ", ";", "é", "\t", "|") });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell)), (rows) => {
        expect(parseCsv(toCsv(["one", "two"], rows))).toEqual(rows.map(([one, two]) => ({ one, two })));
      }),
    );
  });
});
