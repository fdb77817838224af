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
    expect(sandbox.calls[0]).toMatchObject({ at: new Date("2026-11-02T09:00:00Z"), pass: null, status: 200 });
  });

  it("wait for the latency", async () => {
    const waits: number[] = [];
    const { call } = sandboxAccount({
      latencyMs: 40,
      sleep: async (delayMs) => {
        waits.push(delayMs);
      },
    });
    await call("GET /crm/v3/owners");
    expect(waits).toEqual([40]);
  });
});

describe("passes", () => {
  function passAccount(latencyMs: number) {
    const account = sandboxAccount({
      latencyMs,
      sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
    });
    const callAs = (pass: string) =>
      account.call("GET /crm/v3/owners", undefined, {
        Authorization: `Bearer ${account.serviceKey}`,
        "x-coccinelle-pass": pass,
      });
    return { ...account, callAs };
  }

  it("that follow one another do not overlap, however many calls each has in flight", async () => {
    const { callAs, sandbox } = passAccount(5);
    await Promise.all([callAs("1"), callAs("1"), callAs("1")]);
    await Promise.all([callAs("2"), callAs("2")]);
    expect(sandbox.calls.map(({ pass }) => pass)).toEqual(["1", "1", "1", "2", "2"]);
    expect(sandbox.overlaps).toEqual([]);
  });

  it("overlap when one begins while another waits for an answer", async () => {
    const { callAs, sandbox } = passAccount(5);
    await Promise.all([callAs("1"), callAs("2")]);
    expect(sandbox.overlaps).toMatchObject([{ earlier: "1", later: "2" }]);
  });

  it("overlap when one goes on after another has begun", async () => {
    const { callAs, sandbox } = passAccount(0);
    for (const pass of ["1", "2", "1"]) await callAs(pass);
    expect(sandbox.overlaps).toMatchObject([{ earlier: "2", later: "1" }]);
  });
});
