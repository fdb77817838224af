import { describe, expect, it } from "vitest";
import { sandboxOrg } from "../sandbox-org.ts";

const soql = "SELECT Id FROM User";
const HOUR_MS = 60 * 60 * 1000;

describe("the calls of a day", () => {
  it("are counted in a header of every answer, refusals included", async () => {
    const { query, call } = sandboxOrg({ limits: { perDay: 5000 } });
    expect((await query(soql)).headers.get("sforce-limit-info")).toBe("api-usage=1/5000");
    expect((await call("GET /sobjects/Nowhere/describe")).headers.get("sforce-limit-info")).toBe(
      "api-usage=2/5000",
    );
    expect((await call("GET /limits")).body).toEqual({ DailyApiRequests: { Max: 5000, Remaining: 4997 } });
  });

  it("are refused above the limit, without Retry-After, until the first are a day old", async () => {
    const { query, sandbox, advance } = sandboxOrg({ limits: { perDay: 2 } });
    await query(soql);
    advance(HOUR_MS);
    await query(soql);
    const refused = await query(soql);
    expect(refused).toMatchObject({
      status: 403,
      body: [{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded." }],
    });
    expect(refused.headers.get("retry-after")).toBeNull();
    expect(refused.headers.get("sforce-limit-info")).toBe("api-usage=2/2");
    advance(23 * HOUR_MS - 1);
    expect((await query(soql)).status).toBe(403);
    advance(1);
    expect((await query(soql)).status).toBe(200);
    expect((await query(soql)).status).toBe(403);
    expect(sandbox.countBy(({ status }) => status === 403)).toEqual({ "GET /query": 3 });
  });

  it("above the limit change nothing", async () => {
    const { create, sandbox } = sandboxOrg({ limits: { perDay: 0 } });
    expect((await create("Contact", [{ LastName: "Ada" }])).status).toBe(403);
    expect(sandbox.records("Contact")).toEqual([]);
  });
});

describe("calls at the same time", () => {
  it("are refused where there are too many", async () => {
    const { query } = sandboxOrg({
      limits: { perDay: 5000, concurrent: 2 },
      latencyMs: 1,
      sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
    });
    const statuses = async (count: number) =>
      (await Promise.all(Array.from({ length: count }, () => query(soql)))).map(({ status }) => status);
    expect(await statuses(3)).toEqual([200, 200, 403]);
    expect(await statuses(2)).toEqual([200, 200]);
  });
});
