import { describe, expect, it } from "vitest";
import { operations } from "../../../../workers/consumer/src/api/operations.ts";
import { call, newTenant } from "./api-client.ts";
import { exampleRequest } from "./example-requests.ts";

const aboutRows = operations.filter(({ path }) => path.includes(":tenantId") && path.includes(":id"));

describe.each(aboutRows.map((operation) => [operation.method, operation.path, operation] as const))(
  "%s %s",
  (method, _path, operation) => {
    it("finds no row of another tenant, whatever its id, and leaves it as it was", async () => {
      const stranger = newTenant();
      const { key } = await createKey(stranger.path);
      const { tenantId, path, body } = await exampleRequest(operation);
      const foreign = path.replace(`/${tenantId}/`, `/${stranger.tenantId}/`);
      expect(foreign).not.toBe(path);
      expect(await call(method, foreign, { token: key, body })).toMatchObject({
        status: 404,
        body: { error: { code: "not_found" } },
      });
      // The tenant's own request still finds the row.
      expect((await call(method, path, { body })).status).toBeLessThan(300);
    });
  },
);

async function createKey(tenantPath: string): Promise<{ key: string }> {
  const { status, body } = await call("POST", `${tenantPath}/keys`, { body: { role: "operator" } });
  expect(status).toBe(201);
  return body as { key: string };
}
