import { listItems, readAnswer } from "@coccinelle/api-client";
import { describe, expect, it } from "vitest";
import { client, newTenant } from "./api-client.ts";

const CUSTOMERS = "/api/tenants/{tenantId}/customers";

describe("the typed client", () => {
  it("creates, changes, reads and deletes a customer", async () => {
    const { tenantId } = newTenant();
    const params = { path: { tenantId } };
    const created = await readAnswer(
      client.POST(CUSTOMERS, { params, body: { firstName: "Sophie", tags: ["vip"] } }),
    );
    const row = { params: { path: { tenantId, id: created.id } } };
    const changed = await readAnswer(client.PATCH(`${CUSTOMERS}/{id}`, { ...row, body: { city: "Lyon" } }));
    expect(changed).toMatchObject({ id: created.id, firstName: "Sophie", city: "Lyon", tags: ["vip"] });
    expect(await readAnswer(client.GET(`${CUSTOMERS}/{id}`, row))).toEqual(changed);
    expect((await client.DELETE(`${CUSTOMERS}/{id}`, row)).response.status).toBe(204);
    await expect(client.GET(`${CUSTOMERS}/{id}`, row)).rejects.toMatchObject({
      kind: "refused",
      status: 404,
      code: "not_found",
    });
  });

  it("sends what has to be encoded in a path or a query", async () => {
    const { tenantId } = newTenant();
    const params = { path: { tenantId } };
    const body = { firstName: "Ann", email: "ann+shop@example.com" };
    const { id } = await readAnswer(client.POST(CUSTOMERS, { params, body }));
    await client.PUT(`${CUSTOMERS}/{id}/tags/{tag}`, {
      params: { path: { tenantId, id, tag: "été/hiver" } },
    });
    const query = { email: "ann+shop@example.com", tag: "été/hiver" };
    const { items } = await readAnswer(client.GET(CUSTOMERS, { params: { path: { tenantId }, query } }));
    expect(items.map((customer) => customer.id)).toEqual([id]);
  });

  it("reads a list over its pages", async () => {
    const { tenantId } = newTenant();
    const path = { tenantId };
    for (const firstName of ["Ann", "Bob", "Cem"]) {
      await client.POST(CUSTOMERS, { params: { path }, body: { firstName } });
    }
    const listed = await listItems(({ cursor }) =>
      client.GET(CUSTOMERS, { params: { path, query: { limit: 2, cursor } } }),
    );
    expect(listed.map(({ firstName }) => firstName).toSorted()).toEqual(["Ann", "Bob", "Cem"]);
  });
});
