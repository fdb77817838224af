import { globSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createMigratedDatabase } from "../../scripts/simulator/sqlite-d1.ts";

const migrations = globSync("migrations/*.sql").toSorted();

/** A database with customers and a CRM, from before changes were captured. */
function createOlderDatabase() {
  const database = new DatabaseSync(":memory:");
  const apply = (files: string[]) => {
    for (const file of files) database.exec(readFileSync(file, "utf8"));
  };
  const syncFrom = migrations.findIndex((file) => file.endsWith("0004_sync.sql"));
  apply(migrations.slice(0, syncFrom));
  return {
    database,
    migrate: () => apply(migrations.slice(syncFrom)),
    list: (sql: string) =>
      database
        .prepare(sql)
        .all()
        .map((row) => Object.values(row).join(" ")),
  };
}

it("marks every existing customer as changed, in each tenant from 1 on", () => {
  const { database, migrate, list } = createOlderDatabase();
  database.exec(`INSERT INTO prospects (id, tenant_id, created_at) VALUES
    ('b', 't1', '2026-01-02'), ('a', 't1', '2026-01-01'), ('c', 't2', '2026-01-01'), (NULL, 't1', '2026-01-01')`);
  migrate();
  expect(
    list("SELECT tenant_id, prospect_id, seq, deleted FROM prospect_changes ORDER BY tenant_id, seq"),
  ).toEqual(["t1 a 1 0", "t1 b 2 0", "t2 c 1 0"]);
});

it("lets an existing CRM load the existing customers and follow the changes from now on", () => {
  const { database, migrate, list } = createOlderDatabase();
  database.exec(`INSERT INTO prospects (id, tenant_id) VALUES ('a', 't1'), ('b', 't1');
    INSERT INTO crm_integrations (id, tenant_id, system_type, sync_status) VALUES
      ('h', 't1', 'hubspot', 'running'), ('s', 't2', 'salesforce', NULL), ('n', 't3', 'native', 'idle')`);
  migrate();
  expect(
    list("SELECT integration_id, load_position, load_until, live_position, taken FROM sync_cursors"),
  ).toEqual(["h 0 2 2 2", "s 0 0 0 0"]);
  expect(list("SELECT DISTINCT sync_status FROM crm_integrations")).toEqual(["idle"]);
});

it("keeps the mapping of a customer that was synced last, and accepts metadata that is no JSON", () => {
  const { database, migrate, list } = createOlderDatabase();
  database.exec(`INSERT INTO crm_sync_mappings
      (id, tenant_id, integration_id, prospect_id, external_id, external_system, last_synced_at, sync_status, metadata)
    VALUES ('1', 't', 'h', 'a', '100', 'hubspot', '2026-01-01', 'synced', 'not json'),
      ('2', 't', 'h', 'a', '200', 'hubspot', '2026-02-01', 'error', 'not json'),
      ('3', 't', 'h', 'a', '300', 'hubspot', NULL, 'synced', NULL),
      ('4', 't', 's', 'a', '400', 'salesforce', NULL, 'error', NULL)`);
  migrate();
  expect(list("SELECT id, external_id FROM crm_sync_mappings ORDER BY id")).toEqual(["2 200", "4 400"]);
  expect(() =>
    database.exec(`INSERT INTO crm_sync_mappings (id, tenant_id, integration_id, prospect_id, external_id, external_system)
      VALUES ('5', 't', 'h', 'a', '500', 'hubspot')`),
  ).toThrow(/UNIQUE/);
});

describe("an account", () => {
  const id15 = "00D5g00000ABCDE";
  const insert = (id: string, settings: object, tenant = "t1", system = "salesforce") =>
    `INSERT INTO crm_integrations (id, tenant_id, system_type, settings)
     VALUES ('${id}', '${tenant}', '${system}', '${JSON.stringify(settings)}')`;

  it.each([
    ["hubspot", { portalId: "1" }, { portalId: "1" }],
    ["salesforce", { organizationId: id15 }, { organizationId: id15 }],
    ["salesforce", { organizationId: id15 }, { organizationId: `${id15}EAO` }],
    ["salesforce", { organizationId: `${id15}EAO` }, { organizationId: id15 }],
  ])("has one integration of a tenant: %s %o and %o", (system, first, second) => {
    const database = createMigratedDatabase();
    database.exec(insert("a", first, "t1", system));
    expect(() => database.exec(insert("b", second, "t1", system))).toThrow("account_has_an_integration");
    database.exec(insert("c", { portalId: "2" }, "t1", system));
    expect(() =>
      database.exec(`UPDATE crm_integrations SET settings = '${JSON.stringify(second)}' WHERE id = 'c'`),
    ).toThrow("account_has_an_integration");
    database.exec(insert("d", second, "t2", system));
    database.exec(
      `UPDATE crm_integrations SET settings = '${JSON.stringify({ ...first, more: 1 })}' WHERE id = 'a'`,
    );
    expect(database.prepare("SELECT id FROM crm_integrations ORDER BY id").all()).toMatchObject([
      { id: "a" },
      { id: "c" },
      { id: "d" },
    ]);
  });

  it("that is unknown or cannot be read blocks no other integration", () => {
    const database = createMigratedDatabase();
    for (const id of ["a", "b"]) {
      database.exec(insert(id, {}));
      database.exec(
        `INSERT INTO crm_integrations (id, tenant_id, system_type, settings) VALUES ('${id}2', 't1', 'hubspot', '{half')`,
      );
    }
    database.exec(insert("x", { organizationId: "00D000000000001" }));
    database.exec(insert("y", { organizationId: "00D000000000002" }));
    database.exec("DELETE FROM crm_integrations");
    expect(database.prepare("SELECT count(*) AS n FROM retired_mappings").get()).toEqual({ n: 0 });
  });
});
