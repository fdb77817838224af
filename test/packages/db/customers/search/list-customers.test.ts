import { env } from "cloudflare:workers";
import { InvalidPayloadError } from "@coccinelle/core";
import type { CustomerFilters, NewCustomer } from "@coccinelle/db";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { encodeCursor } from "../../../../../packages/db/src/sql/page.ts";
import { propertyRuns } from "../../../../support/property-runs.ts";
import { tenantCrm } from "../../tenant-crm.ts";

const PEOPLE = {
  elodie: {
    firstName: "Élodie",
    lastName: "Lefèvre",
    phone: "+33612345678",
    email: "elodie@agence.fr",
    tags: ["sms"],
  },
  dupont: { firstName: "Marie", lastName: "DUPONT", phone: "+33756001234", segment: "vip", totalOrders: 9 },
  francois: {
    firstName: "François",
    lastName: "Martin",
    email: "f.martin@example.com",
    tags: ["Premier-Contact"],
  },
  dabrowski: {
    firstName: "Zofia",
    lastName: "DĄBROWSKI",
    phone: "+48512345678",
    segment: "client",
    totalOrders: 2,
  },
  yilmaz: {
    firstName: "Işıl",
    lastName: "YILMAZ",
    phone: "+32470123456",
    country: "BE",
    tags: ["sms", "2024"],
  },
  strasse: { firstName: "Jörg", lastName: "Große", phone: "demander 06 99 88 ou Paul" },
  nobody: {},
} satisfies Record<string, NewCustomer>;

const ids = new Map<string, string>();
const { crm, tenantId, clock } = tenantCrm();

beforeAll(async () => {
  for (const [name, person] of Object.entries(PEOPLE)) {
    clock.now = new Date(Date.UTC(2026, 0, 1, 12, ids.size));
    ids.set((await crm.createCustomer(person)).id, name);
  }
  clock.now = new Date("2026-06-01T12:00:00.000Z");
  const elsewhere = tenantCrm().crm;
  for (const person of Object.values(PEOPLE)) await elsewhere.createCustomer(person);
});

async function namesOf(filters: CustomerFilters) {
  const { items } = await crm.listCustomers(filters);
  return items.map(({ id }) => ids.get(id));
}

describe("searchCustomers", () => {
  it.each([
    ["elodie", ["elodie"]],
    ["ÉLODIE lefevre", ["elodie"]],
    ["E\u0301lodie", ["elodie"]],
    ["dupont", ["dupont"]],
    ["martin francois", ["francois"]],
    ["fran mart", ["francois"]],
    ["dabrowski", ["dabrowski"]],
    ["Dąbrowski", ["dabrowski"]],
    ["isil", ["yilmaz"]],
    ["GROSSE jorg", ["strasse"]],
    ["martin dupont", []],
    ["06 12 34", ["elodie"]],
    ["0612", ["elodie"]],
    ["+33 6 12 34 56 78", ["elodie"]],
    ["+33 (0)6-12", ["elodie"]],
    ["0033612", ["elodie"]],
    ["5678", ["dabrowski", "elodie"]],
    ["0470.12", ["yilmaz"]],
    ["elodie 06 12", ["elodie"]],
    ["dupont 06 12", []],
    ["06 99 88", ["strasse"]],
    ["12", []],
    ["agence.fr", ["elodie"]],
    ["F.MARTIN@example", ["francois"]],
    ["sms", ["yilmaz", "elodie"]],
    ["premier-contact", ["francois"]],
    ["premier", []],
    ["vip marie", ["dupont"]],
    ["vi", []],
    ["2024", ["yilmaz"]],
    ["%", []],
    ["' OR 1=1 --", []],
  ])("finds by %j", async (query, expected) => {
    const found = await crm.searchCustomers(query);
    expect(found.map(({ id }) => ids.get(id))).toEqual(expected.filter((name) => name !== undefined));
  });

  it("returns no more than it is asked for", async () => {
    expect(await crm.searchCustomers("", { limit: 2 })).toHaveLength(2);
  });

  it("refuses more words than a person types", async () => {
    await expect(crm.searchCustomers("a ".repeat(11))).rejects.toThrow(InvalidPayloadError);
  });

  it("accepts ten words together with every filter", async () => {
    const query = "1234 a ".repeat(5);
    const filters = { query, phone: "Amazon", email: "a", segment: "vip", tag: "sms", minOrders: 1 };
    const page = await crm.listCustomers(
      { ...filters, notContactedForDays: 1 },
      { cursor: encodeCursor(["2026", "id"]) },
    );
    expect(page.items).toEqual([]);
  });

  it("finds a national number that an older program wrote, by its international form", async () => {
    const { crm, tenantId } = tenantCrm();
    await env.DB.prepare("INSERT INTO prospects (id, tenant_id, phone) VALUES (?1, ?2, '06.12.34.56.78')")
      .bind(crypto.randomUUID(), tenantId)
      .run();
    expect(await crm.searchCustomers("+33612345678")).toHaveLength(1);
    expect(await crm.searchCustomers("06 12 34 56")).toHaveLength(1);
  });
});

describe("listCustomers", () => {
  it("lists all customers of the tenant without a filter, the newest first", async () => {
    expect(await namesOf({})).toEqual(Object.keys(PEOPLE).toReversed());
  });

  it.each<[CustomerFilters, string[]]>([
    [{ phone: "06 12 34 56 78" }, ["elodie"]],
    [{ phone: "+33612345679" }, []],
    [{ phone: "0612" }, []],
    [{ phone: "demander 06 99 88 ou Paul" }, ["strasse"]],
    [{ email: "Elodie@Agence.fr" }, ["elodie"]],
    [{ email: "agence.fr" }, []],
    [{ segment: "vip" }, ["dupont"]],
    [{ tag: "sms" }, ["yilmaz", "elodie"]],
    [{ tag: "sm" }, []],
    [{ minOrders: 2 }, ["dabrowski", "dupont"]],
    [{ minOrders: 3, segment: "client" }, []],
    [{ query: "sms", phone: "+32470123456" }, ["yilmaz"]],
    [{ query: "marie", segment: "vip", minOrders: 9, notContactedForDays: 1 }, ["dupont"]],
    [{ phone: "+33612345678", email: "f.martin@example.com" }, []],
  ])("filters by %j", async (filters, expected) => {
    expect(await namesOf(filters)).toEqual(expected);
  });

  it("filters by the time since the last contact, and finds customers who never had one", async () => {
    const { crm, clock } = tenantCrm();
    const never = await crm.createCustomer({});
    const old = await crm.createCustomer({ lastContactAt: "2026-05-01T11:59:59.999Z" });
    const recent = await crm.createCustomer({ lastContactAt: "2026-05-01T12:00:00.000Z" });
    clock.now = new Date("2026-05-31T12:00:00.000Z");
    const { items } = await crm.listCustomers({ notContactedForDays: 30 });
    expect(new Set(items.map(({ id }) => id))).toEqual(new Set([never.id, old.id]));
    expect(items.map(({ id }) => id)).not.toContain(recent.id);
  });

  it.each([0, 201, 1.5, Number.NaN])("refuses a limit of %d", async (limit) => {
    await expect(crm.listCustomers({}, { limit })).rejects.toThrow(InvalidPayloadError);
  });

  it("gives 50 customers where no limit is named", async () => {
    const { crm, tenantId } = tenantCrm();
    await env.DB.prepare(
      `INSERT INTO prospects (id, tenant_id) SELECT ?1 || '-' || value, ?1 FROM json_each(?2)`,
    )
      .bind(tenantId, JSON.stringify(Array.from({ length: 51 }, (_, index) => index)))
      .run();
    const page = await crm.listCustomers();
    expect(page.items).toHaveLength(50);
    expect(page.nextCursor).toMatch(/^[\w-]+$/);
  });

  it("lists every customer once, whatever the page size and the times of creation", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom("2026-01-01 10:00:00", "2026-01-01 10:00:00.001", "2025-12-31", "no time", null),
          {
            maxLength: 12,
          },
        ),
        fc.integer({ min: 1, max: 5 }),
        async (times, limit) => {
          const { crm, tenantId } = tenantCrm();
          await env.DB.prepare(
            `INSERT INTO prospects (id, tenant_id, created_at)
             SELECT ?1 || '-' || key, ?1, value FROM json_each(?2)`,
          )
            .bind(tenantId, JSON.stringify(times))
            .run();
          const seen: string[] = [];
          let cursor: string | undefined;
          do {
            const page = await crm.listCustomers({}, { limit, cursor });
            expect(page.items.length).toBeLessThanOrEqual(limit);
            seen.push(...page.items.map(({ id }) => id));
            cursor = page.nextCursor ?? undefined;
          } while (cursor);
          expect(seen).toHaveLength(times.length);
          expect(new Set(seen).size).toBe(times.length);
        },
      ),
      { numRuns: propertyRuns() },
    );
  });

  it("does not shift a page when a customer is created meanwhile", async () => {
    const first = await crm.listCustomers({}, { limit: 3 });
    const newcomer = await crm.createCustomer({});
    const second = await crm.listCustomers({}, { limit: 3, cursor: first.nextCursor ?? undefined });
    await crm.deleteCustomer(newcomer.id);
    expect([...first.items, ...second.items].map(({ id }) => ids.get(id))).toEqual(
      Object.keys(PEOPLE).toReversed().slice(0, 6),
    );
  });

  it("never leads to another tenant by a cursor", async () => {
    const { nextCursor } = await crm.listCustomers({}, { limit: 1 });
    const { crm: other } = tenantCrm();
    const own = await other.createCustomer({});
    clock.now = new Date("2026-06-01T12:00:00.000Z");
    const page = await other.listCustomers({}, { cursor: nextCursor ?? undefined });
    expect(page.items.every(({ id }) => id === own.id)).toBe(true);
    expect(page.items.every((customer) => customer.tenantId !== tenantId)).toBe(true);
  });

  it.each(["", "x", "é", btoa("{}"), btoa("[1,2]"), btoa('["only one"]'), btoa('["a","b","c"]')])(
    "refuses the cursor %j",
    async (cursor) => {
      await expect(crm.listCustomers({}, { cursor })).rejects.toThrow(InvalidPayloadError);
    },
  );
});
