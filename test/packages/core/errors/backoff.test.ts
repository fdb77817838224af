import { backoffSeconds } from "@coccinelle/core";
import { describe, expect, it } from "vitest";

describe("backoffSeconds", () => {
  it.each([
    [1, 5],
    [2, 10],
    [3, 20],
    [8, 640],
    [9, 900],
    [50, 900],
  ])("allows up to its ceiling after attempt %i: %i seconds", (attempts, ceiling) => {
    expect(backoffSeconds(attempts, () => 0)).toBe(Math.ceil(ceiling / 2));
    expect(backoffSeconds(attempts, () => 0.999999)).toBe(ceiling);
  });

  it("keeps to another limit where one is given", () => {
    expect(backoffSeconds(50, () => 0, 3600)).toBe(1800);
  });
});
