import type { Fault } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { sandboxAccount } from "./sandbox-account.ts";

const create = "POST /crm/v3/objects/contacts";
const ada = { properties: { firstname: "Ada" } };

function faultyAccount(fault: Partial<Fault> & Pick<Fault, "kind">) {
  const account = sandboxAccount();
  account.sandbox.faults.push({ match: ({ method }) => method === "POST", times: 1, ...fault });
  return { ...account, contacts: () => account.sandbox.records("contacts").length };
}

describe("a fault", () => {
  it("that fails before changes nothing", async () => {
    const { call, contacts, sandbox } = faultyAccount({ kind: "fail-before" });
    expect((await call(create, ada)).status).toBe(500);
    expect(contacts()).toBe(0);
    expect(sandbox.calls).toMatchObject([{ fault: "fail-before", status: 500 }]);
  });

  it("that fails after has changed everything", async () => {
    const { call, contacts, sandbox } = faultyAccount({ kind: "fail-after" });
    expect((await call(create, ada)).status).toBe(500);
    expect(contacts()).toBe(1);
    expect(sandbox.calls).toMatchObject([{ fault: "fail-after", status: 500 }]);
  });

  it("that drops the answer has changed everything, and the call rejects", async () => {
    const { call, contacts, sandbox } = faultyAccount({ kind: "drop-answer" });
    await expect(call(create, ada)).rejects.toThrow("connection was lost");
    expect(contacts()).toBe(1);
    expect(sandbox.calls).toMatchObject([{ fault: "drop-answer", status: null }]);
  });

  it("that times out changes nothing, and lasts until the caller gives up", async () => {
    const { sandbox, serviceKey, contacts } = faultyAccount({ kind: "time-out" });
    const caller = new AbortController();
    const request = new Request("https://api.example.com/crm/v3/objects/contacts", {
      method: "POST",
      headers: { Authorization: `Bearer ${serviceKey}` },
      body: JSON.stringify(ada),
      signal: caller.signal,
    });
    const answer = sandbox.fetch(request);
    const first = await Promise.race([
      answer.then(() => "an answer"),
      new Promise((resolve) => setTimeout(() => resolve("none"), 20)),
    ]);
    expect(first).toBe("none");
    caller.abort();
    await expect(answer).rejects.toThrow("before an answer came");
    expect(contacts()).toBe(0);
    expect(sandbox.calls).toMatchObject([{ fault: "time-out", status: null }]);
  });

  it.each([
    [401, "json", undefined],
    [423, "json", undefined],
    [429, "json", 7],
    [477, "json", 86_400],
    [500, "json", undefined],
    [502, "html", undefined],
    [504, "html", undefined],
  ])(
    "of status %i answers in %s, with Retry-After where it is given",
    async (status, format, retryAfterSeconds) => {
      const { call, contacts } = faultyAccount({ kind: "status", status, retryAfterSeconds });
      const answer = await call(create, ada);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toContain(format);
      expect(answer.headers.get("retry-after")).toBe(retryAfterSeconds?.toString() ?? null);
      expect(contacts()).toBe(0);
    },
  );

  it("befalls the calls that match, as often as it says", async () => {
    const { call, sandbox } = sandboxAccount();
    const id = sandbox.add("contacts", { firstname: "Ada" });
    sandbox.faults.push({ match: ({ path }) => path.endsWith("{id}"), kind: "fail-before", times: 2 });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count++) {
      statuses.push((await call(`GET /crm/v3/objects/contacts/${id}`)).status);
      statuses.push((await call("GET /crm/v3/owners")).status);
    }
    expect(statuses).toEqual([500, 200, 500, 200, 200, 200]);
  });

  it("ends when the faults are cleared", async () => {
    const { call, sandbox } = faultyAccount({ kind: "fail-before", times: Number.POSITIVE_INFINITY });
    expect((await call(create, ada)).status).toBe(500);
    sandbox.faults.clear();
    expect((await call(create, ada)).status).toBe(201);
  });

  it("befalls the token endpoint as well", async () => {
    const { call } = faultyAccount({
      kind: "status",
      status: 503,
      match: ({ path }) => path === "/oauth/token",
    });
    expect((await call("POST /oauth/2026-03/token", "grant_type=refresh_token")).status).toBe(503);
  });
});
