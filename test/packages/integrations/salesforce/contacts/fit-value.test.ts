import { describe, expect, it } from "vitest";
import { FieldDescription } from "../../../../../packages/integrations/src/salesforce/api/answers.ts";
import {
  fitValue,
  toDefinition,
  toJsonValue,
  toText,
} from "../../../../../packages/integrations/src/salesforce/contacts/fit-value.ts";

function define(type: string, details: Partial<FieldDescription> = {}) {
  return toDefinition(FieldDescription.parse({ name: "Field__c", type, ...details }));
}

const list = {
  length: 40,
  picklistValues: ["Gold", "Silver"].map((value) => ({
    value,
    label: `${value} one`,
    active: value === "Gold",
    defaultValue: false,
  })),
};

describe("a value in a field of Salesforce", () => {
  it.each([
    ["text", define("string", { length: 3 }), "abcd", "abc", "was cut to 3 characters"],
    [
      "text, never within a character",
      define("string", { length: 3 }),
      "ab😀",
      "ab",
      "was cut to 3 characters",
    ],
    ["tags in a text", define("textarea", { length: 99 }), ["a", "b"], "a; b", null],
    [
      "an address that is too long",
      define("email", { length: 5 }),
      "a@b.com",
      null,
      "was left out: it is too long",
    ],
    ["a number", define("double", { precision: 18, scale: 2 }), 12.345, "12.35", null],
    ["a whole number", define("double", { precision: 18, scale: 0 }), 7, "7", null],
    [
      "a number with too many digits",
      define("double", { precision: 4, scale: 2 }),
      123,
      null,
      "was left out: it has too many digits",
    ],
    ["a number that is none", define("int"), "many", null, "was left out: it is no number"],
    ["yes or no", define("boolean"), true, "true", null],
    ["yes or no that is neither", define("boolean"), "maybe", null, "was left out: it is not true or false"],
    ["a moment", define("datetime"), "2026-11-20T10:00:00+01:00", "2026-11-20T09:00:00.000Z", null],
    ["a day", define("date"), "2026-11-20T09:00:00.000Z", "2026-11-20", null],
    [
      "a choice by its value",
      define("picklist", { ...list, restrictedPicklist: true }),
      "gold",
      "Gold",
      null,
    ],
    [
      "a choice by its label",
      define("picklist", { ...list, restrictedPicklist: true }),
      "Gold one",
      "Gold",
      null,
    ],
    [
      "a choice that is no more",
      define("picklist", { ...list, restrictedPicklist: true }),
      "Silver",
      null,
      "is none of the field's values",
    ],
    ["a new choice in an open list", define("picklist", list), "Bronze", "Bronze", null],
    [
      "several choices",
      define("multipicklist", { ...list, restrictedPicklist: true }),
      ["gold", "lead"],
      "Gold",
      "is none of the field's values",
    ],
    [
      "a field of another kind",
      define("location"),
      "here",
      null,
      "was left out: it cannot go into a field of type location",
    ],
    ["nothing", define("string", { length: 9 }), null, null, null],
    ["an empty text", define("string", { length: 9 }), "", null, null],
  ])("is fitted: %s", (_, definition, value, fitted, warning) => {
    expect(fitValue(definition, value)).toEqual({ value: fitted, warning });
  });

  it("is read in the form in which it is sent", () => {
    expect(toText("2026-11-20T09:00:00.000+0000")).toBe("2026-11-20T09:00:00.000Z");
    expect([toText(5), toText(12.5), toText(false), toText(""), toText(null)]).toEqual([
      "5",
      "12.5",
      "false",
      null,
      null,
    ]);
    expect(toJsonValue({ type: "double" }, "12.5")).toBe(12.5);
    expect(toJsonValue({ type: "boolean" }, "false")).toBe(false);
    expect(toJsonValue({ type: "string" }, "12.5")).toBe("12.5");
  });
});
