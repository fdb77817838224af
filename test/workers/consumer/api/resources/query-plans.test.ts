import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { operations } from "../../../../../workers/consumer/src/api/operations.ts";
import { statementsOf } from "../../../../packages/db/query-plan.ts";
import { call } from "../api-client.ts";
import { exampleRequest } from "../example-requests.ts";

/** Scans of a parameter's rows, or of a query that is itself in the plan. */
const SCAN_OF_NO_TABLE = /^SCAN (e|page|json_each|folded|fold|stored|CONSTANT ROW|\(subquery)/;

describe.each(
  operations
    .filter(({ method }) => method === "GET")
    .map((operation) => [operation.path, operation] as const),
)("GET %s", (_path, operation) => {
  it("reads by indexes, and never scans a table", async () => {
    const { path } = await exampleRequest(operation);
    const { db, plans } = statementsOf(env.DB);
    const [withoutQuery = ""] = path.split("?");
    for (const url of [path, withoutQuery]) {
      expect((await call("GET", url, { env: { ...env, DB: db } })).status).toBe(200);
    }
    const found = await plans();
    expect(found.size).toBeGreaterThan(0);
    for (const [sql, plan] of found) {
      const scans = plan
        .split("\n")
        .filter((step) => step.startsWith("SCAN") && !SCAN_OF_NO_TABLE.test(step));
      expect(scans, sql).toEqual([]);
    }
  });
});
