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

  it("wait for the latency", async () => {
    const waits: number[] = [];
    const { query } = sandboxOrg({
      latencyMs: 40,
      sleep: async (delayMs) => {
        waits.push(delayMs);
      },
    });
    await query(soql);
    expect(waits).toEqual([40]);
  });
});

describe("passes", () => {
  function passOrg() {
    const org = sandboxOrg({
      latencyMs: 5,
      sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
    });
    const callAs = (pass: string) => org.call("GET /limits", undefined, { "x-coccinelle-pass": pass });
    return { ...org, callAs };
  }

  it("that follow one another do not overlap", async () => {
    const { callAs, sandbox } = passOrg();
    await Promise.all([callAs("1"), callAs("1")]);
    await callAs("2");
    expect(sandbox.calls.map(({ pass }) => pass)).toEqual(["1", "1", "2"]);
    expect(sandbox.overlaps).toEqual([]);
  });

  it("overlap when one begins while another waits for an answer", async () => {
    const { callAs, sandbox } = passOrg();
    await Promise.all([callAs("1"), callAs("2")]);
    expect(sandbox.overlaps).toMatchObject([{ earlier: "1", later: "2" }]);
  });
});
