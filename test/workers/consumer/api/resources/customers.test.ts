import { describe, expect, it } from "vitest";
import { call, create, listAll, newTenant } from "../api-client.ts";

const sophie = {
  firstName: "Sophie",
  lastName: "Martin",
  phone: "06 12 34 56 78",
  email: "Sophie@Example.com",
  segment: "vip",
  status: "active",
  preferredChannel: "whatsapp",
  address: "1 rue de la Paix",
  city: "Paris",
  postalCode: "75002",
  country: "FR",
  totalOrders: 6,
  totalRevenue: 1250.5,
  currency: "EUR",
  lastContactAt: "2026-11-01T10:00:00+01:00",
  lastOrderAt: "2026-10-01T00:00:00Z",
  metadata: { source: { name: "salon", year: 2026 }, sizes: [38, null] },
  tags: ["été", "premier contact"],
};

describe("creating a customer", () => {
  it("answers 201 with all fields of the customer, its phone in E.164, its e-mail in lower case and its times in UTC", async () => {
    const { tenantId, path } = newTenant();
    const answer = await call("POST", `${path}/customers`, { body: sophie });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      ...sophie,
      tags: ["premier contact", "été"],
      id: expect.any(String),
      tenantId,
      phone: "+33612345678",
      email: "sophie@example.com",
      lastContactAt: "2026-11-01T09:00:00.000Z",
      lastOrderAt: "2026-10-01T00:00:00.000Z",
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      notesCount: 0,
      activitiesCount: 0,
    });
  });

  it("reads a national phone in the customer's country", async () => {
    const { path } = newTenant();
    const customer = await create(`${path}/customers`, { phone: "0470 12 34 56", country: "BE" });
    expect(customer.phone).toBe("+32470123456");
  });

  it.each([
    ["phone", { phone: "call me" }],
    ["phone", { phone: "06 12" }],
    ["email", { email: "sophie at example" }],
    ["firstName", { firstName: "  " }],
    ["firstName", { firstName: "a".repeat(101) }],
    ["lastName", { lastName: 5 }],
    ["preferredChannel", { preferredChannel: "pigeon" }],
    ["country", { country: "France" }],
    ["currency", { currency: "euro" }],
    ["totalOrders", { totalOrders: -1 }],
    ["totalOrders", { totalOrders: 1.5 }],
    ["totalRevenue", { totalRevenue: "12" }],
    ["lastOrderAt", { lastOrderAt: "yesterday" }],
    ["lastOrderAt", { lastOrderAt: "2026-02-30T00:00:00Z" }],
    ["metadata", { metadata: ["a"] }],
    ["metadata", { metadata: "a" }],
    ["tags.1", { tags: ["a", "b,c"] }],
    ["tags.0", { tags: [""] }],
    ["id", { id: "mine" }],
    ["tenantId", { tenantId: "other" }],
    ["fristName", { fristName: "Sophie" }],
  ])("refuses a wrong %s by its name and creates nothing", async (field, body) => {
    const { path } = newTenant();
    const answer = await call("POST", `${path}/customers`, { body });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error: {
        code: "invalid_request",
        message: expect.stringContaining(`${field}: `),
        details: [{ path: field, message: expect.any(String) }],
      },
    });
    expect(await listAll(`${path}/customers`)).toEqual([]);
  });

  it("takes metadata of 50 levels, and refuses 51", async () => {
    const { path } = newTenant();
    const nested = (levels: number) =>
      `{"metadata":{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}}`;
    expect((await call("POST", `${path}/customers`, { body: nested(50) })).status).toBe(201);
    for (const levels of [51, 100_000]) {
      const answer = await call("POST", `${path}/customers`, { body: nested(levels) });
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ error: { details: [{ path: "metadata" }] } });
    }
  });

  it("answers 409 with the customer who has the phone or the e-mail already", async () => {
    const { path } = newTenant();
    const { id } = await create(`${path}/customers`, sophie);
    for (const body of [{ phone: "+33612345678" }, { email: "SOPHIE@example.com" }]) {
      const answer = await call("POST", `${path}/customers`, { body });
      expect(answer.status).toBe(409);
      expect(answer.body).toEqual({
        error: { code: "conflict", message: expect.any(String), details: { existingId: id } },
      });
    }
    expect(await listAll(`${path}/customers`)).toHaveLength(1);
  });
});

describe("one customer", () => {
  it("is read, changed and deleted by its id", async () => {
    const { path } = newTenant();
    const customer = await create(`${path}/customers`, sophie);
    const url = `${path}/customers/${customer.id}`;
    expect((await call("GET", url)).body).toEqual(customer);

    const changed = await call("PATCH", url, { body: { segment: "client", city: null, totalOrders: 7 } });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ ...customer, segment: "client", city: null, totalOrders: 7 });
    expect((await call("GET", url)).body).toEqual(changed.body);

    const deleted = await call("DELETE", url);
    expect([deleted.status, deleted.body]).toEqual([204, null]);
    expect((await call("GET", url)).status).toBe(404);
  });

  it("stays as it is where a change has no field", async () => {
    const { path } = newTenant();
    const customer = await create(`${path}/customers`, sophie);
    const answer = await call("PATCH", `${path}/customers/${customer.id}`, { body: {} });
    expect([answer.status, answer.body]).toEqual([200, customer]);
  });

  it("reads a national phone in its own country, or in the country of the same change", async () => {
    const { path } = newTenant();
    const customer = await create(`${path}/customers`, { firstName: "Ann", country: "BE" });
    const url = `${path}/customers/${customer.id}`;
    const belgian = await call("PATCH", url, { body: { phone: "0470 12 34 56" } });
    expect(belgian.body).toMatchObject({ phone: "+32470123456" });
    const french = await call("PATCH", url, { body: { phone: "06 12 34 56 78", country: "FR" } });
    expect(french.body).toMatchObject({ phone: "+33612345678", country: "FR" });
  });

  it("stays as it is when a change is refused", async () => {
    const { path } = newTenant();
    const customer = await create(`${path}/customers`, sophie);
    await create(`${path}/customers`, { phone: "+33698765432" });
    const url = `${path}/customers/${customer.id}`;
    for (const [status, body] of [
      [400, { firstName: "Ann", phone: "12" }],
      [400, { firstName: "Ann", tags: ["a"] }],
      [409, { firstName: "Ann", phone: "06 98 76 54 32" }],
    ] as const) {
      expect((await call("PATCH", url, { body })).status).toBe(status);
    }
    expect((await call("GET", url)).body).toEqual(customer);
  });

  it.each([
    ["GET", undefined],
    ["PATCH", { firstName: "Ann" }],
    ["PATCH", { phone: "+33612345678" }],
    ["DELETE", undefined],
  ])("is 404 to %s for another tenant, and untouched", async (method, body) => {
    const { path } = newTenant();
    const customer = await create(`${path}/customers`, sophie);
    const answer = await call(method, `${newTenant().path}/customers/${customer.id}`, { body });
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ error: { code: "not_found" } });
    expect((await call("GET", `${path}/customers/${customer.id}`)).body).toEqual(customer);
  });
});

describe("listing customers", () => {
  it("gives each customer once, page by page", async () => {
    const { path } = newTenant();
    const ids = [];
    for (const firstName of ["Ann", "Bob", "Cleo", "Dan", "Eve"]) {
      ids.push((await create(`${path}/customers`, { firstName })).id);
    }
    await create(`${newTenant().path}/customers`, { firstName: "Stranger" });
    const listed = (await listAll(`${path}/customers?limit=2`)).map(({ id }) => id);
    expect(listed.toSorted()).toEqual(ids.toSorted());
  });

  it.each([
    ["query=sophie", ["Sophie"]],
    ["query=ZOE", ["Zoé"]],
    ["phone=+33612345678", ["Sophie"]],
    ["phone=%2B33612345678", ["Sophie"]],
    ["phone=06+12+34+56+78", ["Sophie"]],
    ["email=SOPHIE@example.com", ["Sophie"]],
    ["segment=vip", ["Sophie"]],
    ["tag=%C3%A9t%C3%A9", ["Sophie"]],
    ["minOrders=6", ["Sophie"]],
    ["minOrders=7", []],
    ["notContactedForDays=1", ["Sophie", "Zoé"]],
    ["segment=vip&query=zoe", []],
  ])("finds by ?%s", async (query, names) => {
    const { path } = newTenant();
    await create(`${path}/customers`, sophie);
    await create(`${path}/customers`, { firstName: "Zoé", phone: "+33698765432", email: "zoe@example.com" });
    const found = await listAll(`${path}/customers?${query}`);
    expect(found.map(({ firstName }) => firstName).toSorted()).toEqual(names);
  });

  it.each(["minOrders=many", "minOrders=", "notContactedForDays=-1", "tag=a,b", "query="])(
    "refuses ?%s",
    async (query) => {
      const answer = await call("GET", `/api/tenants/acme/customers?${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ error: { details: [{ path: query.split("=")[0] }] } });
    },
  );
});
