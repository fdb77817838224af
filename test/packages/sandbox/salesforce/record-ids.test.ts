import { describe, expect, it } from "vitest";
import {
  makeRecordId,
  readRecordId,
  toLongId,
} from "../../../../packages/sandbox/src/salesforce/records/record-id.ts";
import { sandboxOrg } from "./sandbox-org.ts";

describe("an id", () => {
  it.each([
    ["001000000000001", "001000000000001AAA"],
    ["00130000006ZUDM", "00130000006ZUDMAA4"],
    ["aBcDeFgHiJkLmNo", "aBcDeFgHiJkLmNoKVK"],
  ])("of 15 characters is the same as its form of 18: %s", (short, long) => {
    expect(toLongId(short)).toBe(long);
    expect(readRecordId(short)).toBe(long);
    expect(readRecordId(long)).toBe(long);
  });

  it("whose last characters do not fit the others is none", () => {
    expect(readRecordId("001000000000001AAB")).toBeNull();
    expect(readRecordId("001000000000001A")).toBeNull();
    expect(readRecordId("00100000000000'")).toBeNull();
  });

  it("never repeats within an organisation, and differs between two", () => {
    const ids = [1, 2].flatMap((organization) =>
      Array.from({ length: 5000 }, (_, count) => makeRecordId("003", organization, count)),
    );
    expect(new Set(ids).size).toBe(10_000);
    expect(ids.every((id) => id.length === 18)).toBe(true);
  });

  it("begins with its object's prefix", () => {
    const { sandbox } = sandboxOrg();
    expect(sandbox.organizationId).toMatch(/^00D\w{15}$/);
    expect(sandbox.userId).toMatch(/^005\w{15}$/);
    expect(sandbox.add("Account", { Name: "Acme" })).toMatch(/^001/);
    expect(sandbox.add("Lead", { LastName: "A", Company: "B" })).toMatch(/^00Q/);
    expect(sandbox.add("Task", { Subject: "A" })).toMatch(/^00T/);
  });
});
