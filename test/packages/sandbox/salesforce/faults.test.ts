import type { SalesforceFault } from "@coccinelle/sandbox";
import { describe, expect, it } from "vitest";
import { clientApp } from "./client-app.ts";
import { sandboxOrg } from "./sandbox-org.ts";

const ada = { LastName: "Lovelace" };

function faultyOrg(fault: Partial<SalesforceFault> & Pick<SalesforceFault, "kind">) {
  const org = sandboxOrg();
  org.sandbox.faults.push({ match: ({ method }) => method === "POST", times: 1, ...fault });
  return { ...org, contacts: () => org.sandbox.records("Contact").length };
}

describe("a fault", () => {
  it("that fails before changes nothing", async () => {
    const { create, contacts, sandbox } = faultyOrg({ kind: "fail-before" });
    expect(await create("Contact", [ada])).toMatchObject({
      status: 500,
      body: [{ errorCode: "UNKNOWN_EXCEPTION" }],
    });
    expect(contacts()).toBe(0);
    expect(sandbox.calls).toMatchObject([{ fault: "fail-before", status: 500 }]);
  });

  it("that fails after has changed everything", async () => {
    const { create, contacts } = faultyOrg({ kind: "fail-after" });
    expect((await create("Contact", [ada])).status).toBe(500);
    expect(contacts()).toBe(1);
  });

  it("that drops the answer has changed everything, and the call rejects", async () => {
    const { create, contacts, sandbox } = faultyOrg({ kind: "drop-answer" });
    await expect(create("Contact", [ada])).rejects.toThrow("connection was lost");
    expect(contacts()).toBe(1);
    expect(sandbox.calls).toMatchObject([{ fault: "drop-answer", status: null }]);
  });

  it("that times out changes nothing, and lasts until the caller gives up", async () => {
    const { sandbox, accessToken, contacts } = faultyOrg({ kind: "time-out" });
    const caller = new AbortController();
    const answer = sandbox.fetch(
      new Request("https://acme.my.salesforce.com/services/data/v66.0/sobjects/Contact", {
        method: "POST",
        headers: { Authorization: `Bearer ${accessToken}` },
        body: JSON.stringify(ada),
        signal: caller.signal,
      }),
    );
    caller.abort();
    await expect(answer).rejects.toThrow("before an answer came");
    expect(contacts()).toBe(0);
  });

  it.each([
    [{ status: 401 }, 401, "INVALID_SESSION_ID"],
    [{ status: 403 }, 403, "REQUEST_LIMIT_EXCEEDED"],
    [{ status: 503 }, 503, "SERVER_UNAVAILABLE"],
    [{ errorCode: "SERVER_UNAVAILABLE" }, 503, "SERVER_UNAVAILABLE"],
    [{ errorCode: "API_DISABLED_FOR_ORG" }, 403, "API_DISABLED_FOR_ORG"],
    [{ errorCode: "UNABLE_TO_LOCK_ROW" }, 400, "UNABLE_TO_LOCK_ROW"],
    [{ status: 420, errorCode: "SOMETHING_NEW" }, 420, "SOMETHING_NEW"],
  ])("of a status or an error code answers with both: %j", async (given, status, errorCode) => {
    const { create, contacts } = faultyOrg({ kind: "status", ...given });
    expect(await create("Contact", [ada])).toMatchObject({ status, body: [{ errorCode }] });
    expect(contacts()).toBe(0);
  });

  it.each([502, 504])(
    "of the gateway answers in HTML (%i), with Retry-After where it is given",
    async (status) => {
      const { create } = faultyOrg({ kind: "status", status, retryAfterSeconds: 7 });
      const answer = await create("Contact", [ada]);
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toContain("html");
      expect(answer.headers.get("retry-after")).toBe("7");
    },
  );

  it("befalls the calls that match, as often as it says, until the faults are cleared", async () => {
    const { query, call, sandbox } = sandboxOrg();
    const match: SalesforceFault["match"] = ({ path }) => path === "/query";
    sandbox.faults.push({ match, kind: "fail-before", times: 1 });
    const statuses = async () => [
      (await query("SELECT Id FROM User")).status,
      (await call("GET /limits")).status,
    ];
    expect([await statuses(), await statuses()]).toEqual([
      [500, 200],
      [200, 200],
    ]);
    sandbox.faults.push({ match, kind: "fail-before", times: Number.POSITIVE_INFINITY });
    expect(await statuses()).toEqual([500, 200]);
    sandbox.faults.clear();
    expect(await statuses()).toEqual([200, 200]);
  });

  it("befalls the token endpoint as well", async () => {
    const { call, sandbox } = sandboxOrg({ app: clientApp() });
    sandbox.faults.push({
      match: ({ path }) => path === "/oauth2/token",
      kind: "status",
      status: 503,
      times: 1,
    });
    expect((await call("POST //services/oauth2/token", "grant_type=refresh_token")).status).toBe(503);
  });
});
