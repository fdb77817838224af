import { describe, expect, it } from "vitest";
import { sandboxOrg } from "./sandbox-org.ts";

const soql = "SELECT Id FROM User";

describe("the calls", () => {
  it("are counted by route, whatever their version and ids", async () => {
    const { call, create, update, remove, upsert, query, sandbox } = sandboxOrg();
    const { body } = await create("Contact", [{ LastName: "Ada" }]);
    const { id } = body[0];
    await update("Contact", [{ Id: id }]);
    await upsert("Contact/Customer_Key__c", [{ Customer_Key__c: "k", LastName: "A" }]);
    await remove([id]);
    await query(soql);
    await call("GET //services/data/v60.0/limits");
    await call("GET //services/data/v68.0/limits");
    await call("GET /sobjects/contact/describe");
    await call("GET /jobs/ingest/750000000000001AAA");
    await call("GET //nowhere");
    expect(sandbox.countBy()).toEqual({
      "POST /composite/sobjects": 1,
      "PATCH /composite/sobjects": 1,
      "PATCH /composite/sobjects/Contact/{field}": 1,
      "DELETE /composite/sobjects": 1,
      "GET /query": 1,
      "GET /limits": 1,
      "GET /services/data/v68.0/limits": 1,
      "GET /sobjects/contact/describe": 1,
      "GET /jobs/ingest/{id}": 1,
      "GET /nowhere": 1,
    });
    expect(sandbox.countBy(({ status }) => status === 404)).toEqual({
      "GET /services/data/v68.0/limits": 1,
      "GET /jobs/ingest/{id}": 1,
      "GET /nowhere": 1,
    });
  });
});
