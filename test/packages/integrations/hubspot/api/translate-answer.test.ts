import { describe, expect, it } from "vitest";
import { translateAnswer } from "../../../../../packages/integrations/src/hubspot/api/translate-answer.ts";

function forbid(body: unknown) {
  return { status: 403, headers: {}, text: typeof body === "string" ? body : JSON.stringify(body) };
}

describe("HubSpot's 403", () => {
  it.each<[string, unknown, string[]]>([
    [
      "a list of scopes",
      {
        category: "MISSING_SCOPES",
        errors: [{ context: { requiredGranularScopes: ["crm.objects.notes.read"] } }],
      },
      ["crm.objects.notes.read"],
    ],
    [
      "a sentence with scopes",
      {
        status: "error",
        message:
          "This app hasn't been granted all required scopes: it requires any of [crm.objects.contacts.write, contacts]",
      },
      ["crm.objects.contacts.write", "contacts"],
    ],
    ["a sentence without scopes", { message: "This access_token does not have proper permissions!" }, []],
    ["another category", { category: "FORBIDDEN", message: "" }, []],
  ])("is a missing scope: %s", (_, body, scopes) => {
    expect(translateAnswer(forbid(body))).toMatchObject({ name: "MissingScopesError", scopes });
  });

  it("passes where a proxy on the way says it", () => {
    expect(translateAnswer(forbid("<html>blocked</html>"))).toMatchObject({ name: "TransientError" });
  });

  it("quotes nothing but the names of scopes", () => {
    const message = "a.person@example.com requires one of [crm.objects.contacts.read, A Person]";
    const said = String(translateAnswer(forbid({ message })));
    expect(said).toContain("crm.objects.contacts.read");
    expect(said).not.toMatch(/person/i);
  });
});
