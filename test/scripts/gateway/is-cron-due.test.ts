import { describe, expect, it } from "vitest";
import { isCronDue } from "../../../scripts/gateway/is-cron-due.ts";

describe("isCronDue", () => {
  it.each([
    ["* * * * *", "2026-03-01T14:07:00Z", true],
    ["17 3 * * *", "2026-03-01T03:17:00Z", true],
    ["17 3 * * *", "2026-03-01T03:18:00Z", false],
    ["17 3 * * *", "2026-03-01T15:17:00Z", false],
    ["*/15 * * * *", "2026-03-01T14:45:00Z", true],
    ["*/15 * * * *", "2026-03-01T14:46:00Z", false],
    ["0,30 6 * * *", "2026-03-01T06:30:00Z", true],
    ["0,30 6 * * *", "2026-03-01T06:31:00Z", false],
  ])("%s at %s: %s", (cron, time, due) => {
    expect(isCronDue(cron, new Date(time))).toBe(due);
  });

  it("reads the time in UTC", () => {
    expect(isCronDue("0 3 * * *", new Date("2026-03-01T04:00:00+01:00"))).toBe(true);
  });

  it.each(["0 3 1 * *", "0 3 * * MON", "1-5 * * * *", "x * * * *"])(
    "refuses %s, which it cannot read",
    (cron) => {
      expect(() => isCronDue(cron, new Date())).toThrow(/is not/);
    },
  );
});
