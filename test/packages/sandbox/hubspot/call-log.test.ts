import { describe, expect, it } from "vitest";
import { sandboxAccount } from "./sandbox-account.ts";

describe("the calls", () => {
  it("are counted by route, whatever their version and ids", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada" });
    await call(`GET /crm/v3/objects/contacts/${id}`);
    await call("GET /crm/objects/2026-09/contacts/999999");
    await call("POST /crm/v4/associations/notes/contacts/batch/create", { inputs: [] });
    await call("GET /nowhere");
    expect(sandbox.countBy()).toEqual({
      "GET /crm/objects/contacts/{id}": 2,
      "POST /crm/associations/notes/contacts/batch/create": 1,
      "GET /nowhere": 1,
    });
    expect(sandbox.countBy(({ status }) => status === 404)).toEqual({
      "GET /crm/objects/contacts/{id}": 1,
      "GET /nowhere": 1,
    });
  });
});
