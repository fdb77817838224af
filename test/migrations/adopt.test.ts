import type { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLocalDatabase } from "./local-database.ts";
import { BASE_TABLE, CRM_COLUMNS, CRM_TABLES } from "./original-crm-script.ts";

const TABLES = [
  "prospects",
  "customer_notes",
  "customer_activities",
  "crm_integrations",
  "crm_sync_mappings",
];

const ROWS = `
ALTER TABLE prospects ADD COLUMN agency TEXT DEFAULT 'Paris 15e';
INSERT INTO prospects (id, tenant_id, first_name, phone, email, created_at, segment, total_orders, total_revenue, city) VALUES
  ('p1', 't1', 'Sophie', '06 12 34 56 78', 'sophie@example.com', '2026-02-01 10:00:00', 'vip', 6, 1200.5, 'Paris'),
  ('p2', 't1', 'Sophie again', 'whatsapp:+33612345678', NULL, '2026-01-01 10:00:00', 'prospect', 0, 0, NULL),
  ('p3', 't2', 'Karim', 'n/a', '', NULL, 'client', 1, 10, 'Lyon');
INSERT INTO customer_notes (id, tenant_id, prospect_id, content, created_by) VALUES ('n1', 't1', 'p1', 'T3 Paris 15e', 'system');
INSERT INTO customer_activities (id, tenant_id, prospect_id, type, channel, description, metadata) VALUES
  ('a1', 't1', 'p1', 'message_received', 'sms', 'Bonjour', '{"messageId":"msg_123"}'),
  ('a2', 't2', 'p3', 'visit', NULL, NULL, NULL),
  (NULL, 't2', 'p3', 'call', 'phone', 'without an id', NULL);
INSERT INTO customer_tags (id, tenant_id, prospect_id, tag, created_at) VALUES
  ('g2', 't1', 'p1', 'sms', '2026-02-03 00:00:00'), ('g1', 't1', 'p1', 'sms', '2026-02-02 00:00:00'),
  ('g3', 't1', 'p1', 'vip', '2026-02-02 00:00:00'), ('g4', 't1', 'p2', 'sms', '2026-02-02 00:00:00');
INSERT INTO crm_integrations (id, tenant_id, system_type, is_active, credentials) VALUES
  ('own-native', 't1', 'native', 1, NULL), ('integration_hubspot', 't1', 'hubspot', 1, '{"sealed":true}');
INSERT INTO crm_sync_mappings (id, tenant_id, integration_id, prospect_id, external_id, external_system) VALUES
  ('mapping_123', 't1', 'integration_hubspot', 'p1', '901', 'hubspot');`;

function readRows(database: DatabaseSync): Record<string, unknown[]> {
  return Object.fromEntries(
    TABLES.map((table) => [table, database.prepare(`SELECT * FROM ${table} ORDER BY id NULLS LAST`).all()]),
  );
}

describe("adopt, on a database where the original CRM script was run", () => {
  const local = createLocalDatabase();
  let before: Record<string, unknown[]>;
  let said: string;
  let saidAgain: string;
  let database: DatabaseSync;

  beforeAll(() => {
    local.executeFile(BASE_TABLE + CRM_COLUMNS + CRM_TABLES + ROWS);
    const original = local.open();
    before = readRows(original);
    original.close();
    said = local.adopt();
    saidAgain = local.adopt();
    database = local.open();
  });
  afterAll(() => {
    database.close();
    local.remove();
  });

  it("keeps every row of the customers, notes, activities, integrations and mappings", () => {
    const after = readRows(database);
    const [, , ...activities] = before.customer_activities ?? [];
    expect(activities).toEqual([expect.objectContaining({ id: null, description: "without an id" })]);
    expect(after).toEqual({
      ...before,
      customer_activities: [
        ...(before.customer_activities ?? []).slice(0, 2),
        expect.objectContaining({ id: "rowid:3", description: "without an id" }),
      ],
      crm_integrations: [
        ...(before.crm_integrations ?? []).slice(0, 1),
        expect.objectContaining({ id: "native:t2", system_type: "native", is_active: 1 }),
        ...(before.crm_integrations ?? []).slice(1),
      ],
    });
  });

  it("keeps one of two equal tags of a customer, the first one", () => {
    expect(database.prepare("SELECT id, tag, prospect_id FROM customer_tags ORDER BY id").all()).toEqual([
      { id: "g1", tag: "sms", prospect_id: "p1" },
      { id: "g3", tag: "vip", prospect_id: "p1" },
      { id: "g4", tag: "sms", prospect_id: "p2" },
    ]);
  });

  it("gives each identity to its oldest customer", () => {
    expect(
      database
        .prepare("SELECT tenant_id, kind, value, prospect_id FROM customer_identities ORDER BY kind")
        .all(),
    ).toEqual([
      { tenant_id: "t1", kind: "email", value: "sophie@example.com", prospect_id: "p1" },
      { tenant_id: "t1", kind: "phone", value: "+33612345678", prospect_id: "p2" },
    ]);
  });

  it("prints what it found and what it did", () => {
    expect(said).toContain("Found the tables prospects, customer_notes");
    expect(said).toContain("Recording 0001_crm.sql as applied");
    expect(said).toContain("0002_pipeline.sql");
  });

  it("does nothing the second time", () => {
    expect(saidAgain).toContain("0001_crm.sql is recorded");
    expect(saidAgain).toContain("No migrations to apply");
  });
});

describe("adopt, on a database that the migrations would harm", () => {
  const local = createLocalDatabase();
  afterAll(() => local.remove());

  it("fails with the reason and changes nothing", () => {
    local.executeFile(
      `${BASE_TABLE}${CRM_COLUMNS}${CRM_TABLES}ALTER TABLE customer_tags ADD COLUMN colour TEXT;`,
    );
    expect(() => local.adopt()).toThrow(/would lose column customer_tags\.colour/);
    const database = local.open();
    expect(
      database.prepare("SELECT count(*) AS count FROM sqlite_master WHERE name = 'd1_migrations'").get(),
    ).toEqual({
      count: 0,
    });
    database.close();
  });
});
