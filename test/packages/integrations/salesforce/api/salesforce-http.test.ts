import {
  type GetSalesforceAccess,
  newSalesforceCallState,
  type SalesforceAccess,
} from "@coccinelle/integrations";
import { describe, expect, it } from "vitest";
import { createCallLimiter } from "../../../../../packages/integrations/src/http/call-limiter.ts";
import { createTransport } from "../../../../../packages/integrations/src/http/transport.ts";
import { salesforceLimits } from "../../../../../packages/integrations/src/salesforce/api/call-limits.ts";
import { createSalesforceApi } from "../../../../../packages/integrations/src/salesforce/api/salesforce-api.ts";
import { salesforceHttp } from "../../../../../packages/integrations/src/salesforce/api/salesforce-http.ts";
import { newTestTime, type Reply, scriptNetwork } from "../../http/scripted-network.ts";

const ACCESS: SalesforceAccess = { accessToken: "a-token", instanceUrl: "https://acme.my.salesforce.com" };
const CREATED = [{ id: "00T000000000001AAA", success: true, errors: [] }];

/** An organisation that gives these replies in turn, the last one for ever. */
function connectTo(replies: readonly Reply[], getAccess: GetSalesforceAccess = async () => ACCESS) {
  const network = scriptNetwork(replies);
  const time = newTestTime();
  const limiter = createCallLimiter({
    ...time,
    limits: salesforceLimits(0.5),
    state: newSalesforceCallState(),
  });
  const crm = salesforceHttp("https://login.salesforce.com");
  const send = createTransport({ ...network, ...time, crm, limiter, getAccess, timeoutMs: 20 });
  return { api: createSalesforceApi(send), ...network, advance: time.advance };
}

function refusal(errorCode: string, message = "a secret") {
  return [{ errorCode, message }];
}

function page(ids: readonly string[], nextRecordsUrl?: string) {
  return { done: nextRecordsUrl === undefined, records: ids.map((Id) => ({ Id })), nextRecordsUrl };
}

describe("a call through jsforce", () => {
  it("goes to the organisation's own address, with its token and in one version", async () => {
    const { api, requests } = connectTo([{ body: CREATED }]);
    await api.updateRecords("Contact", [{ id: "003", fields: { Email: "a@example.com" } }], {
      allowDuplicates: true,
    });
    const [request] = requests;
    expect(request?.method).toBe("PATCH");
    expect(request?.url).toBe("https://acme.my.salesforce.com/services/data/v66.0/composite/sobjects");
    expect(request?.redirect).toBe("manual");
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      accept: "application/json",
      authorization: "Bearer a-token",
      "content-type": "application/json",
      "sforce-auto-assign": "FALSE",
      "sforce-duplicate-rule-header": "allowSave=true",
    });
    expect(await request?.json()).toEqual({
      allOrNone: false,
      records: [{ id: "003", attributes: { type: "Contact" }, Email: "a@example.com" }],
    });
  });

  it("reads all pages of a query", async () => {
    const { api, requests } = connectTo([
      { body: page(["003000000000001AAA"], "/services/data/v66.0/query/01g-2000") },
      { body: page(["003000000000002AAA"]) },
    ]);
    const records = await api.query("SELECT Id FROM Contact WHERE Name = 'O\\'Neil & + 100%'");
    expect(records.map(({ id }) => id)).toEqual(["003000000000001AAA", "003000000000002AAA"]);
    expect(new URL(requests[0]?.url ?? "").searchParams.get("q")).toBe(
      "SELECT Id FROM Contact WHERE Name = 'O\\'Neil & + 100%'",
    );
    expect(requests[1]?.url).toBe("https://acme.my.salesforce.com/services/data/v66.0/query/01g-2000");
  });

  it.each(["https://evil.test/services/data/v66.0/query/x", "//evil.test/query/x"])(
    "takes its token nowhere else, whatever an answer says: %s",
    async (url) => {
      const { api, requests } = connectTo([{ body: page([], url) }, { body: page([]) }]);
      await api.query("SELECT Id FROM Contact");
      expect(requests.map((request) => new URL(request.url).host)).toEqual(
        requests.map(() => "acme.my.salesforce.com"),
      );
    },
  );

  it.each(["https://evil.test", "http://acme.my.salesforce.com", "https://acme.my.salesforce.com.evil.test"])(
    "is not made to %s",
    async (instanceUrl) => {
      const { api, requests } = connectTo([{}], async () => ({ ...ACCESS, instanceUrl }));
      await expect(api.identify()).rejects.toMatchObject({ name: "AuthorizationError" });
      expect(requests).toEqual([]);
    },
  );
});

describe("an access token", () => {
  const expired = { status: 401, body: refusal("INVALID_SESSION_ID") };

  it("that has ended is replaced, and so is the organisation's address", async () => {
    const asked: unknown[] = [];
    const { api, requests } = connectTo([expired, { body: CREATED }], async (options) => {
      asked.push(options);
      return options ? { accessToken: "renewed", instanceUrl: "https://moved.my.salesforce.com" } : ACCESS;
    });
    await api.createRecords("Task", [{}]);
    expect(asked).toEqual([undefined, { refused: "a-token" }]);
    expect(requests[1]?.headers.get("authorization")).toBe("Bearer renewed");
    expect(requests[1]?.url.startsWith("https://moved.my.salesforce.com/")).toBe(true);
  });
});

describe("a limit", () => {
  it.each([
    ["TotalRequests Limit exceeded.", 900],
    ["ConcurrentRequests (Concurrent API Requests) Limit exceeded.", 10],
  ])("stops all calls: %s", async (message, seconds) => {
    const replies = [{ status: 403, body: refusal("REQUEST_LIMIT_EXCEEDED", message) }, { body: page([]) }];
    const { api, requests, advance } = connectTo(replies);
    const query = () => api.query("SELECT Id FROM Contact");
    await expect(query()).rejects.toMatchObject({ name: "RetryAfterError", retryAfterSeconds: seconds });
    await expect(query()).rejects.toMatchObject({ name: "RetryAfterError" });
    expect(requests).toHaveLength(1);
    advance(seconds * 1000);
    await expect(query()).resolves.toEqual([]);
  });

  it("of the day leaves other programs their share", async () => {
    const headers = { "sforce-limit-info": "api-usage=50/100" };
    const { api, requests } = connectTo([{ body: page([]), headers }]);
    await api.query("SELECT Id FROM Contact");
    await expect(api.query("SELECT Id FROM Contact")).rejects.toMatchObject({ retryAfterSeconds: 900 });
    expect(requests).toHaveLength(1);
  });
});

describe("an error", () => {
  it.each<[number, string, string]>([
    [403, "API_DISABLED_FOR_ORG", "AuthorizationError"],
    [400, "MALFORMED_QUERY", "SalesforceRefusal"],
    [500, "UNKNOWN_EXCEPTION", "TransientError"],
    [400, "UNABLE_TO_LOCK_ROW", "TransientError"],
    [403, "INSUFFICIENT_ACCESS", "SalesforceRefusal"],
  ])("%i %s is a %3$s, and holds nothing of what Salesforce quotes", async (status, code, name) => {
    const { api } = connectTo([{ status, body: refusal(code) }]);
    const error: unknown = await api.query("SELECT Id FROM Contact").catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name });
    expect(JSON.stringify([error, String(error), error instanceof Error && error.cause])).not.toContain(
      "a secret",
    );
  });

  it.each(["not JSON", "[]", '{"done":true,"records":[{"Name":"a secret"}]}'])(
    "comes of an answer that cannot be read: %s",
    async (body) => {
      const { api } = connectTo([{ body }]);
      await expect(api.query("SELECT Id FROM Contact")).rejects.toMatchObject({
        name: "TransientError",
        message: "Salesforce gave an answer that cannot be read",
        cause: undefined,
      });
    },
  );

  it("comes of a collection's answer that leaves a record out", async () => {
    const { api } = connectTo([{ body: CREATED }]);
    await expect(api.createRecords("Task", [{}, {}])).rejects.toMatchObject({ name: "TransientError" });
  });
});
