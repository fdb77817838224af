import { describe, expect, it } from "vitest";
import { sandboxOrg } from "../sandbox-org.ts";

const forbidden = { headers: { "Sforce-Auto-Assign": "FALSE" } };
const lead = { LastName: "Lovelace", Company: "Analytical" };

function ruledOrg() {
  const org = sandboxOrg({
    users: ["api", "rule"].map((name) => ({ username: `${name}@example.com`, name })),
    leadAssignee: "rule@example.com",
  });
  const [api, rule] = org.sandbox.records("User").map(({ id }) => id);
  const ownerOf = (id: string) =>
    org.sandbox.records("Lead").find((record) => record.id === id)?.values.OwnerId;
  return { ...org, api, rule, ownerOf };
}

describe("an assignment rule", () => {
  it("gives leads to its user when they are made and when they are changed", async () => {
    const { create, update, sandbox, api, rule, ownerOf } = ruledOrg();
    const { body } = await create("Lead", [lead]);
    const [{ id }] = body;
    expect(ownerOf(id)).toBe(rule);
    sandbox.edit(id, { OwnerId: api ?? "" });
    await update("Lead", [{ Id: id, Phone: "1" }]);
    expect(ownerOf(id)).toBe(rule);
  });

  it("does not change owners where the call forbids it", async () => {
    const { create, update, api, ownerOf } = ruledOrg();
    const { body } = await create("Lead", [lead], forbidden);
    const [{ id }] = body;
    await update("Lead", [{ Id: id, Phone: "1" }], forbidden);
    expect(ownerOf(id)).toBe(api);
  });
});
