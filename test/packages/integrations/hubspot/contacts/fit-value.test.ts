import { describe, expect, it } from "vitest";
import type { FieldValue } from "../../../../../packages/integrations/src/fields/field-spec.ts";
import { PropertyDefinition } from "../../../../../packages/integrations/src/hubspot/api/answers.ts";
import {
  fitValue,
  MAX_TEXT_LENGTH,
} from "../../../../../packages/integrations/src/hubspot/contacts/fit-value.ts";

function property(type: string, values: string[] = []): PropertyDefinition {
  const options = values.map((value, displayOrder) => ({ value, label: `Label ${value}`, displayOrder }));
  return PropertyDefinition.parse({ name: "any", type, groupName: "any", options });
}

describe("a value", () => {
  it.each<[string, string[], FieldValue, string | null]>([
    ["string", [], "text", "text"],
    ["string", [], "", null],
    ["string", [], null, null],
    ["string", [], ["a", "b"], "a; b"],
    ["string", [], [], null],
    ["string", [], 12.5, "12.5"],
    ["number", [], 0, "0"],
    ["number", [], "many", null],
    ["bool", [], false, "false"],
    ["bool", [], "maybe", null],
    ["datetime", [], "2026-11-20T09:00:00.123Z", "1795165200123"],
    ["date", [], "2026-11-20T09:00:00.123Z", "1795132800000"],
    ["date", [], "soon", null],
    ["enumeration", ["vip", "client"], "VIP", "vip"],
    ["enumeration", ["vip", "client"], "label client", "client"],
    ["enumeration", ["vip", "client"], "other", null],
    ["enumeration", ["vip", "client"], ["client", "other"], "client"],
    ["enumeration", [], "42", "42"],
    ["object_coordinates", [], "text", null],
  ])("goes to a property of type %s %j: %j becomes %j", (type, options, value, expected) => {
    expect(fitValue(property(type, options), value).value).toBe(expected);
  });

  it("is cut between characters, with a warning", () => {
    const { value, warning } = fitValue(property("string"), `${"a".repeat(MAX_TEXT_LENGTH - 1)}😀`);
    expect(value).toBe("a".repeat(MAX_TEXT_LENGTH - 1));
    expect(warning).toContain("cut");
  });

  it("that does not fit is left out with a warning that does not quote it", () => {
    expect(fitValue(property("number"), "a secret").warning).toBe("was left out: it is no number");
  });
});
