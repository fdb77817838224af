import { ApiFailure, createApiClient, listItems, readAnswer } from "@coccinelle/api-client";
import { describe, expect, it } from "vitest";

const CUSTOMERS = "/api/tenants/{tenantId}/customers";

/** A client of an API that gives these answers, one after the other, and the requests that it made. */
function clientOf(...answers: (Response | Error)[]) {
  const requests: Request[] = [];
  const client = createApiClient({
    origin: "https://crm.example.com",
    key: "the-key",
    headers: { "cf-access-client-id": "program" },
    async fetch(request) {
      requests.push(request);
      const answer = answers.shift();
      if (answer === undefined || answer instanceof Error) throw answer ?? new TypeError("fetch failed");
      return answer;
    },
  });
  return { client, requests };
}

function listCustomers({ client }: ReturnType<typeof clientOf>, query: { limit: number; cursor?: string }) {
  return client.GET(CUSTOMERS, { params: { path: { tenantId: "a b" }, query } });
}

async function failureOf(...answers: (Response | Error)[]): Promise<unknown> {
  return await readAnswer(listCustomers(clientOf(...answers), { limit: 1 })).catch((error) => error);
}

describe("a call", () => {
  it("sends the key, the headers, and the parameters in their encoded form", async () => {
    const api = clientOf(Response.json({ items: [], nextCursor: null }));
    await readAnswer(listCustomers(api, { limit: 5 }));
    const [request] = api.requests;
    expect(request?.url).toBe("https://crm.example.com/api/tenants/a%20b/customers?limit=5");
    expect(request?.headers.get("authorization")).toBe("Bearer the-key");
    expect(request?.headers.get("cf-access-client-id")).toBe("program");
  });

  it("follows no redirect, which would take the key to another host", async () => {
    const api = clientOf(new Response(null, { status: 302 }));
    await expect(listCustomers(api, { limit: 1 })).rejects.toMatchObject({ kind: "redirected" });
    expect(api.requests[0]?.redirect).toBe("manual");
  });

  it("fails with the API's own words where the API refuses it", async () => {
    const body = { error: { code: "not_found", message: "customer: there is none with this id" } };
    expect(await failureOf(Response.json(body, { status: 404 }))).toMatchObject({
      kind: "refused",
      status: 404,
      code: "not_found",
      message: "customer: there is none with this id (404 not_found)",
    });
  });

  it.each(["<html>", '"text"', "null", '{"error":"no"}'])(
    "fails with the status where a proxy refuses it with the body %s",
    async (body) => {
      expect(await failureOf(new Response(body, { status: 502 }))).toMatchObject({
        kind: "refused",
        status: 502,
        code: null,
        message: "https://crm.example.com answers 502",
      });
    },
  );

  it("fails with the cause where no response comes", async () => {
    const cause = new TypeError("fetch failed");
    const failure = await failureOf(cause);
    expect(failure).toBeInstanceOf(ApiFailure);
    expect(failure).toMatchObject({
      kind: "unreachable",
      message: "https://crm.example.com cannot be reached",
      cause,
    });
  });

  it.each(["<html>", '"text"', "null", ""])("takes the body %s for no answer of this API", async (body) => {
    expect(await failureOf(new Response(body))).toMatchObject({ kind: "foreign" });
  });
});

describe("a list", () => {
  it("is read over as many pages as it takes, and no further than asked", async () => {
    const api = clientOf(
      Response.json({ items: Array.from({ length: 200 }, (_, id) => ({ id })), nextCursor: "next" }),
      Response.json({ items: Array.from({ length: 50 }, (_, id) => ({ id })), nextCursor: "more" }),
    );
    expect(await listItems((page) => listCustomers(api, page), 250)).toHaveLength(250);
    expect(api.requests.map(({ url }) => new URL(url).search)).toEqual([
      "?limit=200",
      "?limit=50&cursor=next",
    ]);
  });

  it("is read to its last page where no number is given", async () => {
    const api = clientOf(
      Response.json({ items: [{ id: "1" }], nextCursor: "next" }),
      Response.json({ items: [{ id: "2" }], nextCursor: null }),
    );
    expect(await listItems((page) => listCustomers(api, page))).toEqual([{ id: "1" }, { id: "2" }]);
  });

  it("takes an object without items for no answer of this API", async () => {
    const api = clientOf(Response.json({ total: 0 }));
    await expect(listItems((page) => listCustomers(api, page))).rejects.toMatchObject({ kind: "foreign" });
  });
});
