import { newHubspotCallState, newSalesforceCallState } from "@coccinelle/integrations";
import { describe, expect, it } from "vitest";
import { createCallLimiter } from "../../../../packages/integrations/src/http/call-limiter.ts";
import {
  type Call,
  createTransport,
  type GetAccess,
  type Send,
} from "../../../../packages/integrations/src/http/transport.ts";
import { hubspotLimits } from "../../../../packages/integrations/src/hubspot/api/call-limits.ts";
import { hubspotHttp } from "../../../../packages/integrations/src/hubspot/api/hubspot-http.ts";
import { salesforceLimits } from "../../../../packages/integrations/src/salesforce/api/call-limits.ts";
import { salesforceHttp } from "../../../../packages/integrations/src/salesforce/api/salesforce-http.ts";
import { newTestTime, type Reply, type Silence, scriptNetwork } from "./scripted-network.ts";

const TOKEN = "a-token";
const ACCESS = { accessToken: TOKEN, instanceUrl: "https://acme.my.salesforce.com" };

type Connect = (
  replies: readonly (Reply | Silence)[],
  getAccess?: GetAccess<typeof ACCESS>,
) => { send: Send; requests: Request[]; advance(ms: number): void };

const connectToHubspot: Connect = (replies, getAccess = async () => ACCESS) => {
  const network = scriptNetwork(replies);
  const time = newTestTime();
  const limiter = createCallLimiter({ ...time, limits: hubspotLimits(0.5), state: newHubspotCallState() });
  const crm = hubspotHttp("https://hubspot.test");
  const send = createTransport({ ...network, ...time, crm, limiter, getAccess, timeoutMs: 20 });
  return { send, ...network, advance: time.advance };
};

const connectToSalesforce: Connect = (replies, getAccess = async () => ACCESS) => {
  const network = scriptNetwork(replies);
  const time = newTestTime();
  const limiter = createCallLimiter({
    ...time,
    limits: salesforceLimits(0.5),
    state: newSalesforceCallState(),
  });
  const crm = salesforceHttp("https://login.salesforce.com");
  const send = createTransport({ ...network, ...time, crm, limiter, getAccess, timeoutMs: 20 });
  return { send, ...network, advance: time.advance };
};

const headers = {};
const CRMS: {
  name: string;
  connect: Connect;
  read: Call;
  create: Call;
  /** An answer that stops all calls, and for how long. */
  limit: Reply;
  limitSeconds: number;
  refusedToken: Reply;
}[] = [
  {
    name: "HubSpot",
    connect: connectToHubspot,
    read: { path: "/crm/v3/objects/contacts/batch/read?archived=false", method: "POST", headers, body: "{}" },
    create: { path: "/crm/v3/objects/notes/batch/create", method: "POST", headers, body: "{}" },
    limit: { status: 429, headers: { "retry-after": "5" } },
    limitSeconds: 5,
    refusedToken: { status: 401, body: { category: "A_CODE", message: "a secret" } },
  },
  {
    name: "Salesforce",
    connect: connectToSalesforce,
    read: { path: "/services/data/v66.0/query?q=x", method: "GET", headers, body: undefined },
    create: { path: "/services/data/v66.0/composite/sobjects", method: "POST", headers, body: "{}" },
    limit: { status: 403, body: [{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests" }] },
    limitSeconds: 900,
    refusedToken: { status: 401, body: [{ errorCode: "A_CODE", message: "a secret" }] },
  },
];

describe.each(CRMS)(
  "the transport to $name",
  ({ connect, read, create, limit, limitSeconds, refusedToken }) => {
    it("carries the token, and follows no redirect", async () => {
      const { send, requests } = connect([{ status: 302, headers: { location: "https://evil.test/" } }]);
      await expect(send(read)).rejects.toThrow();
      expect(requests[0]?.headers.get("authorization")).toBe(`Bearer ${TOKEN}`);
      expect(requests.every(({ redirect }) => redirect === "manual")).toBe(true);
      expect(requests.every(({ url }) => !url.startsWith("https://evil.test"))).toBe(true);
    });

    it.each<[string, Reply | Silence]>([
      ["a lost connection", "lost"],
      ["no answer in time", "silence"],
      ["a 503", { status: 503 }],
      ["a proxy's page", { status: 502, body: "<html>", headers: { "content-type": "text/html" } }],
    ])("tries a second time after %s", async (_, reply) => {
      const { send, requests } = connect([reply, { body: { ok: true } }]);
      expect((await send(read)).text).toBe('{"ok":true}');
      expect(requests).toHaveLength(2);
    });

    it("leaves a failure that lasts for the next pass", async () => {
      const { send, requests } = connect([{ status: 503 }]);
      await expect(send(read)).rejects.toMatchObject({ name: "TransientError" });
      expect(requests).toHaveLength(3);
    });

    it("does not repeat a creation, which may have been carried out", async () => {
      const { send, requests } = connect(["lost", {}]);
      await expect(send(create)).rejects.toMatchObject({ name: "TransientError" });
      expect(requests).toHaveLength(1);
    });

    it("asks for another token when one is refused, and repeats the call with it", async () => {
      const asked: unknown[] = [];
      const { send, requests } = connect([{ status: 401 }, {}], async (options) => {
        asked.push(options);
        return options ? { ...ACCESS, accessToken: "renewed" } : ACCESS;
      });
      await send(create);
      expect(asked).toEqual([undefined, { refused: TOKEN }]);
      expect(requests[1]?.headers.get("authorization")).toBe("Bearer renewed");
    });

    it("asks for a person when a refused token cannot be renewed", async () => {
      const { send, requests } = connect([{ status: 401 }]);
      await expect(send(read)).rejects.toMatchObject({ name: "AuthorizationError" });
      expect(requests).toHaveLength(2);
    });

    it("says by which code a token is refused, and quotes nothing else", async () => {
      const { send } = connect([refusedToken]);
      const error: unknown = await send(read).catch((caught: unknown) => caught);
      expect(String(error)).toContain("refuses the access token (A_CODE)");
      expect(String(error)).not.toContain("a secret");
    });

    it("tries again later, and not for ever, when a new token is refused, too", async () => {
      let count = 0;
      const { send, requests } = connect([{ status: 401 }], async () => {
        count += 1;
        return { ...ACCESS, accessToken: `token-${count}` };
      });
      await expect(send(read)).rejects.toMatchObject({ name: "TransientError" });
      expect(requests).toHaveLength(6);
    });

    it("stops all calls at a limit, until it is over", async () => {
      const { send, requests, advance } = connect([limit, {}]);
      await expect(send(read)).rejects.toMatchObject({
        name: "RetryAfterError",
        retryAfterSeconds: limitSeconds,
      });
      await expect(send(create)).rejects.toMatchObject({ name: "RetryAfterError" });
      expect(requests).toHaveLength(1);
      advance(limitSeconds * 1000);
      await expect(send(read)).resolves.toMatchObject({ status: 200 });
    });

    it.each([400, 403, 404, 500])("passes on nothing that a %i quotes", async (status) => {
      const quoted = { message: "a secret", errorCode: "X", category: "X" };
      for (const body of [quoted, [quoted], "a secret"]) {
        const { send } = connect([{ status, body }]);
        const error: unknown = await send(read).catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(Error);
        const said = JSON.stringify([error, String(error), error instanceof Error && error.cause]);
        expect(said).not.toContain("a secret");
      }
    });
  },
);
