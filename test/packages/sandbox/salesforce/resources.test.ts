import { describe, expect, it } from "vitest";
import { sandboxOrg } from "./sandbox-org.ts";

describe("a version of the API", () => {
  it("names its resources, and whose token it is", async () => {
    const { call, sandbox } = sandboxOrg();
    const { status, body } = await call("GET /");
    expect(status).toBe(200);
    expect(body.query).toBe("/services/data/v66.0/query");
    expect(new URL(body.identity).pathname).toBe(`/id/${sandbox.organizationId}/${sandbox.userId}`);
    expect(sandbox.calls.map(({ path }) => path)).toEqual(["/"]);
  });

  it("that there is not yet has none", async () => {
    expect((await sandboxOrg().call("GET //services/data/v99.0/")).status).toBe(404);
  });
});
