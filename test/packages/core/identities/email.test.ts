import { normalizeEmail } from "@coccinelle/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("normalizeEmail", () => {
  it.each([
    ["sophie@example.com", "sophie@example.com"],
    ["  Sophie.Martin+T3@Example.CO.UK\n", "sophie.martin+t3@example.co.uk"],
    ["o'neil@example.ie", "o'neil@example.ie"],
    ["Hélène@École.fr", "hélène@école.fr"],
    ["a@xn--cole-9oa.fr", "a@xn--cole-9oa.fr"],
  ])("reads %j as %j", (text, email) => {
    expect(normalizeEmail(text)).toBe(email);
  });

  it.each([
    ["nothing", ""],
    ["no @", "sophie.example.com"],
    ["two @", "a@b@example.com"],
    ["two addresses", "a@example.com,b@example.com"],
    ["a list's end", "a@example.com;"],
    ["a name around it", "Sophie <sophie@example.com>"],
    ["a space", "sophie martin@example.com"],
    ["a null byte", "sophie@example.com\0"],
    ["no dot in the domain", "sophie@localhost"],
    ["an empty label", "sophie@example..com"],
    ["a dot at the end", "sophie@example.com."],
    ["nobody", "@example.com"],
  ])("refuses an address with %s", (_, text) => {
    expect(normalizeEmail(text)).toBeNull();
  });

  it("reads up to 254 characters", () => {
    expect(normalizeEmail(`${"a".repeat(242)}@example.com`)).toHaveLength(254);
    expect(normalizeEmail(`${"a".repeat(243)}@example.com`)).toBeNull();
  });

  it("does not change its own result", () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: "binary" })), (text) => {
        const email = normalizeEmail(text);
        if (email !== null) expect(normalizeEmail(email)).toBe(email);
      }),
    );
  });
});
