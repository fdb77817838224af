import type { SalesforceDuplicateRule } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { sandboxOrg } from "../sandbox-org.ts";

const allowSave = { headers: { "Sforce-Duplicate-Rule-Header": "allowSave=true" } };
const twin = { LastName: "Lovelace", Email: "ADA@example.com" };

function ruledOrg(rule: Partial<SalesforceDuplicateRule> = {}) {
  const org = sandboxOrg({ duplicateRules: [{ object: "Contact", action: "alert", ...rule }] });
  return { ...org, id: org.sandbox.add("Contact", { LastName: "Byron", Email: "ada@example.com" }) };
}

describe("a duplicate rule", () => {
  it("refuses a record with another's e-mail address, and names the other", async () => {
    const { create, id } = ruledOrg();
    const { status, body } = await create("Contact", [twin, { ...twin, Email: "eve@example.com" }]);
    expect(status).toBe(200);
    expect(body).toMatchObject([
      {
        success: false,
        errors: [
          {
            statusCode: "DUPLICATES_DETECTED",
            fields: [],
            duplicateResult: {
              allowSave: true,
              duplicateRuleEntityType: "Contact",
              matchResults: [{ matchRecords: [{ record: { Id: id } }], size: 1, success: true }],
            },
          },
        ],
      },
      { success: true },
    ]);
  });

  it("names every match", async () => {
    const { create, sandbox, id } = ruledOrg();
    const other = sandbox.add("Contact", { LastName: "King", Email: "Ada@Example.com" });
    const { body } = await create("Contact", [twin]);
    const [result] = body[0].errors[0].duplicateResult.matchResults;
    expect(result.matchRecords.map(({ record }: { record: { Id: string } }) => record.Id)).toEqual([
      id,
      other,
    ]);
  });

  it("does not name the matches where its option says so", async () => {
    const { create } = ruledOrg({ namesMatches: false });
    const { body } = await create("Contact", [twin]);
    expect(body[0].errors[0]).toMatchObject({ statusCode: "DUPLICATES_DETECTED" });
    expect(body[0].errors[0]).not.toHaveProperty("duplicateResult");
  });

  it("that alerts lets a record pass with allowSave=true, and one that blocks does not", async () => {
    const codes = await Promise.all(
      (["alert", "block"] as const).map(async (action) => {
        const { create } = ruledOrg({ action });
        const { body } = await create("Contact", [twin], allowSave);
        return body[0].errors[0]?.statusCode ?? null;
      }),
    );
    expect(codes).toEqual([null, "DUPLICATES_DETECTED"]);
    const { create } = ruledOrg();
    const unwilling = { headers: { "Sforce-Duplicate-Rule-Header": "allowSave=false" } };
    expect((await create("Contact", [twin], unwilling)).body[0].success).toBe(false);
  });

  it("checks upserts that create, and changes only where its option says so", async () => {
    const { upsert, update, id, sandbox } = ruledOrg();
    const other = sandbox.add("Contact", { LastName: "King", Customer_Key__c: "k1" });
    const twinOf = (Customer_Key__c: string) => [{ ...twin, Customer_Key__c }];
    expect((await upsert("Contact/Customer_Key__c", twinOf("k2"))).body[0].success).toBe(false);
    expect((await upsert("Contact/Customer_Key__c", twinOf("k1"))).body[0].success).toBe(true);
    expect((await update("Contact", [{ Id: id, LastName: "x" }])).body[0].success).toBe(true);
    const strict = ruledOrg({ onUpdate: true });
    const third = strict.sandbox.add("Contact", { LastName: "King" });
    expect((await strict.update("Contact", [{ Id: third, Email: twin.Email }])).body[0].success).toBe(false);
    expect(other).not.toBe(id);
  });
});
