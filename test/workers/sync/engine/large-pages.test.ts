import { expect, it } from "vitest";
import { syncWorld } from "./engine-world.ts";

/** More customers than one statement reads and than one bound value holds. */
const COUNT = 2500;

async function largeWorld() {
  const world = await syncWorld({ connected: false });
  await world.query(
    `INSERT INTO prospects (id, tenant_id, first_name)
     WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?2)
     SELECT ?1 || '-' || n, ?1, 'Sophie' FROM numbers`,
    world.tenantId,
    COUNT,
  );
  await world.connect();
  const store = world.openStore();
  await store.beginPass();
  return { ...world, store };
}

it("a job's page is read whole and in order, each customer once", async () => {
  const { store, customers, tenantId } = await largeWorld();
  const range = await store.findBulkRange(2000, 10_000);
  if (range === null) throw new Error("there is no load");
  const page = await store.listLoad(range);
  expect(page).toHaveLength(COUNT);
  expect(page.map(({ seq }) => seq)).toEqual(page.map(({ seq }) => seq).toSorted((a, b) => a - b));
  expect(new Set(page.map(({ prospectId }) => prospectId)).size).toBe(COUNT);
  expect(page.at(-1)?.seq).toBe(range.until);
  expect(await store.findBulkRange(COUNT, 10_000)).toBe(null);

  await customers.updateCustomer(`${tenantId}-7`, { firstName: "Ann" });
  expect(await store.listLoad(range)).toHaveLength(COUNT - 1);
  const ids = page.map(({ prospectId }) => prospectId);
  const contacts = await store.listCustomers([...ids, "nobody"]);
  expect(contacts.map(({ prospectId }) => prospectId)).toEqual([...ids, "nobody"]);
  expect(contacts.at(-1)).toMatchObject({ customer: null, mapping: null });
});

it("a page's outcomes are written whole where they are more than one bound value holds", async () => {
  const { store, tenantId, mappings } = await largeWorld();
  const memo = "é".repeat(600);
  await store.commit({
    mappings: Array.from({ length: COUNT }, (_, index) => ({
      prospectId: `${tenantId}-${index + 1}`,
      externalId: String(index + 1),
      status: "synced" as const,
      lastSyncedAt: new Date(),
      metadata: { memo },
    })),
  });
  const written = await mappings();
  expect(written.size).toBe(COUNT);
  expect(written.get(`${tenantId}-${COUNT}`)).toEqual({ externalId: String(COUNT), status: "synced", memo });
});
