import { describe, expect, it } from "vitest";
import { toIsoTime, toSqliteTime } from "../../../../packages/db/src/sql/time.ts";

describe("a time column", () => {
  it("holds a time as SQLite writes it, and gives it back", () => {
    const text = toSqliteTime(new Date("2023-11-14T22:13:20.123Z"));
    expect(text).toBe("2023-11-14 22:13:20.123");
    expect(toIsoTime(text)).toBe("2023-11-14T22:13:20.123Z");
  });

  it.each([
    ["2023-11-14 22:13:20", "2023-11-14T22:13:20.000Z"],
    ["2023-11-14", "2023-11-14T00:00:00.000Z"],
    ["2023-11-14T23:13:20+01:00", "2023-11-14T22:13:20.000Z"],
    ["1700000000", "2023-11-14T22:13:20.000Z"],
    ["1700000000.5", "2023-11-14T22:13:20.500Z"],
    ["1700000000000", "2023-11-14T22:13:20.000Z"],
    ["1700000000000.0", "2023-11-14T22:13:20.000Z"],
    ["100000000", "1973-03-03T09:46:40.000Z"],
  ])("that another program wrote as %s is read as %s", (text, time) => {
    expect(toIsoTime(text)).toBe(time);
  });

  it.each(["", "hier", "31/01/2024", "20240131", "0", "9".repeat(30)])(
    "comes back unchanged where it holds %j",
    (text) => {
      expect(toIsoTime(text)).toBe(text);
    },
  );
});
