import type { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalDatabase } from "./local-database.ts";

const NOW = "datetime('now')";

/** Each column's name, type and default, and whether it refuses null. `id` is the primary key. */
const TABLES: Record<string, [string, string, string | null, "not null" | ""][]> = {
  prospects: [
    ["id", "TEXT", null, ""],
    ["tenant_id", "TEXT", null, "not null"],
    ["first_name", "TEXT", null, ""],
    ["last_name", "TEXT", null, ""],
    ["phone", "TEXT", null, ""],
    ["email", "TEXT", null, ""],
    ["status", "TEXT", "'new'", ""],
    ["created_at", "TEXT", NOW, ""],
    ["preferred_channel", "TEXT", null, ""],
    ["segment", "TEXT", "'prospect'", ""],
    ["total_orders", "INTEGER", "0", ""],
    ["total_revenue", "REAL", "0", ""],
    ["currency", "TEXT", "'EUR'", ""],
    ["last_contact_at", "TEXT", null, ""],
    ["last_order_at", "TEXT", null, ""],
    ["address", "TEXT", null, ""],
    ["city", "TEXT", null, ""],
    ["postal_code", "TEXT", null, ""],
    ["country", "TEXT", "'FR'", ""],
    ["metadata", "TEXT", null, ""],
  ],
  customer_notes: [
    ["id", "TEXT", null, ""],
    ["tenant_id", "TEXT", null, "not null"],
    ["prospect_id", "TEXT", null, "not null"],
    ["content", "TEXT", null, "not null"],
    ["created_by", "TEXT", null, ""],
    ["created_at", "TEXT", NOW, ""],
    ["metadata", "TEXT", null, ""],
  ],
  customer_activities: [
    ["id", "TEXT", null, "not null"],
    ["tenant_id", "TEXT", null, "not null"],
    ["prospect_id", "TEXT", null, "not null"],
    ["type", "TEXT", null, "not null"],
    ["channel", "TEXT", null, ""],
    ["description", "TEXT", null, ""],
    ["metadata", "TEXT", null, ""],
    ["created_at", "TEXT", NOW, ""],
  ],
  customer_tags: [
    ["id", "TEXT", null, "not null"],
    ["tenant_id", "TEXT", null, "not null"],
    ["prospect_id", "TEXT", null, "not null"],
    ["tag", "TEXT", null, "not null"],
    ["created_at", "TEXT", NOW, ""],
  ],
  crm_integrations: [
    ["id", "TEXT", null, ""],
    ["tenant_id", "TEXT", null, "not null"],
    ["system_type", "TEXT", null, "not null"],
    ["is_active", "INTEGER", "1", ""],
    ["credentials", "TEXT", null, ""],
    ["settings", "TEXT", null, ""],
    ["last_sync_at", "TEXT", null, ""],
    ["sync_status", "TEXT", "'idle'", ""],
    ["created_at", "TEXT", NOW, ""],
    ["updated_at", "TEXT", NOW, ""],
  ],
  crm_sync_mappings: [
    ["id", "TEXT", null, ""],
    ["tenant_id", "TEXT", null, "not null"],
    ["integration_id", "TEXT", null, "not null"],
    ["prospect_id", "TEXT", null, "not null"],
    ["external_id", "TEXT", null, "not null"],
    ["external_system", "TEXT", null, "not null"],
    ["last_synced_at", "TEXT", null, ""],
    ["sync_status", "TEXT", "'synced'", ""],
    ["metadata", "TEXT", null, ""],
  ],
};

const local = createLocalDatabase();
let secondApply: string;
let database: DatabaseSync;

beforeAll(() => {
  local.applyMigrations();
  secondApply = local.applyMigrations();
  database = local.open();
});
afterAll(() => {
  database.close();
  local.remove();
});

describe("an empty database after the migrations", () => {
  it.each(Object.entries(TABLES))("has %s with its columns and defaults", (table, columns) => {
    const found = database.prepare("SELECT * FROM pragma_table_info(?)").all(table);
    expect(
      found.map(({ name, type, dflt_value, notnull }) => [
        name,
        type,
        dflt_value,
        notnull === 1 ? "not null" : "",
      ]),
    ).toEqual(columns);
    expect(found.filter(({ pk }) => pk === 1).map(({ name }) => name)).toEqual(["id"]);
  });

  it("deletes a customer's notes, activities and tags with the customer", () => {
    for (const table of ["customer_notes", "customer_activities", "customer_tags"]) {
      expect(database.prepare("SELECT * FROM pragma_foreign_key_list(?)").all(table)).toEqual([
        expect.objectContaining({ table: "prospects", from: "prospect_id", to: "id", on_delete: "CASCADE" }),
      ]);
    }
  });

  it("shows in v_customers all of a customer's columns, its counts and its tags", () => {
    database.exec(`
      INSERT INTO prospects (id, tenant_id, first_name) VALUES ('cust_view', 'view', 'Sophie');
      INSERT INTO customer_notes (id, tenant_id, prospect_id, content) VALUES ('n1', 'view', 'cust_view', 'T3 Paris 15e');
      INSERT INTO customer_activities (id, tenant_id, prospect_id, type) VALUES ('a1', 'view', 'cust_view', 'visit'), ('a2', 'view', 'cust_view', 'call');
      INSERT INTO customer_tags (id, tenant_id, prospect_id, tag) VALUES ('t1', 'view', 'cust_view', 'sms'), ('t2', 'view', 'cust_view', 'vip');
    `);
    const customer = database.prepare("SELECT * FROM v_customers WHERE id = 'cust_view'").get() ?? {};
    const columns = (TABLES.prospects ?? []).map(([name]) => name);
    expect(Object.keys(customer)).toEqual([...columns, "notes_count", "activities_count", "tags"]);
    expect(customer).toMatchObject({
      first_name: "Sophie",
      status: "new",
      segment: "prospect",
      total_orders: 0,
      total_revenue: 0,
      currency: "EUR",
      country: "FR",
      notes_count: 1,
      activities_count: 2,
      tags: "sms,vip",
    });
  });

  it("accepts the mapping statement of the original script", () => {
    const insert = database.prepare(`
  INSERT INTO crm_sync_mappings (id, tenant_id, integration_id, prospect_id, external_id, external_system)
  VALUES (?, ?, ?, ?, ?, ?)
`);
    insert.run("mapping_123", "tenant", "integration_hubspot", "cust_123", "901", "hubspot");
    expect(database.prepare("SELECT * FROM crm_sync_mappings").all()).toEqual([
      expect.objectContaining({
        id: "mapping_123",
        external_id: "901",
        sync_status: "synced",
        last_synced_at: null,
      }),
    ]);
  });

  it("answers the three example queries of the original script", () => {
    database.exec(`
      DELETE FROM prospects;
      INSERT INTO prospects (id, tenant_id, first_name, segment, total_orders, total_revenue, created_at, last_contact_at) VALUES
        ('vip-6', 't', 'Six', 'vip', 6, 100, '2026-01-01 00:00:00', datetime('now')),
        ('vip-9', 't', 'Nine', 'vip', 9, 900, '2026-01-02 00:00:00', datetime('now', '-31 days')),
        ('vip-5', 't', 'Five', 'vip', 5, 500, '2026-01-03 00:00:00', NULL),
        ('client', 't', 'Client', 'client', 9, 50, '2026-01-04 00:00:00', datetime('now', '-29 days'));
      INSERT INTO customer_activities (id, tenant_id, prospect_id, type, created_at) VALUES
        ('e1', 't', 'vip-6', 'call', datetime('now')), ('e2', 't', 'vip-9', 'call', datetime('now', '-1 day')),
        ('e3', 't', 'vip-9', 'visit', datetime('now', '-29 days')), ('e4', 't', 'vip-6', 'visit', datetime('now', '-31 days'));
    `);
    const bestCustomers = `SELECT * FROM v_customers
WHERE segment = 'vip'
AND total_orders > 5
ORDER BY total_revenue DESC;`;
    const activeCustomers = `SELECT
  p.first_name,
  p.last_name,
  COUNT(*) as interactions
FROM customer_activities ca
JOIN prospects p ON ca.prospect_id = p.id
WHERE ca.created_at >= datetime('now', '-30 days')
GROUP BY ca.prospect_id
ORDER BY interactions DESC;`;
    const forgottenCustomers = `SELECT * FROM v_customers
WHERE last_contact_at < datetime('now', '-30 days')
OR last_contact_at IS NULL
ORDER BY created_at DESC;`;
    expect(firstNames(bestCustomers)).toEqual(["Nine", "Six"]);
    expect(firstNames(activeCustomers)).toEqual(["Nine", "Six"]);
    expect(firstNames(forgottenCustomers)).toEqual(["Five", "Nine"]);
  });

  it("stays as it is when the migrations are applied a second time", () => {
    expect(secondApply).toContain("No migrations to apply");
  });
});

function firstNames(sql: string): unknown[] {
  return database
    .prepare(sql)
    .all()
    .map(({ first_name }) => first_name);
}
