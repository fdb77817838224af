import { globSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { planAdoption, type SchemaObject } from "../../scripts/adopt/plan-adoption.ts";
import { BASE_TABLE, CRM_COLUMNS, CRM_TABLES } from "./original-crm-script.ts";

const migrations = globSync("migrations/*.sql")
  .toSorted()
  .map((file) => readFileSync(file, "utf8"));

function plan(script: string): string[] | null {
  const database = new DatabaseSync(":memory:");
  database.exec(script);
  const schema: SchemaObject[] = database
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    .all()
    .map(({ type, name, sql }) => ({ type: String(type), name: String(name), sql: String(sql) }));
  const statements = planAdoption(schema, migrations);
  if (statements !== null) {
    for (const statement of [...statements, ...migrations.slice(1)]) database.exec(statement);
  }
  return statements;
}

describe("planAdoption", () => {
  it.each([
    ["an empty database", ""],
    ["the old table alone", BASE_TABLE],
    [
      "the old table with columns of its own",
      BASE_TABLE.replace("phone TEXT", "phone TEXT, agency TEXT, score INTEGER"),
    ],
    ["other tables of the old program", `${BASE_TABLE} CREATE TABLE tenants (id TEXT PRIMARY KEY);`],
  ])("leaves %s to the migrations", (_, script) => {
    expect(plan(script)).toBeNull();
  });

  it("adds nothing where the original script was run whole", () => {
    expect(plan(BASE_TABLE + CRM_COLUMNS + CRM_TABLES)).toEqual([]);
  });

  it("adds the columns, tables and the view that are missing", () => {
    const columns = CRM_COLUMNS.split("\n").filter((line) => !/country|total_revenue/.test(line));
    const statements = plan(`${BASE_TABLE}${columns.join("\n")}`) ?? [];
    expect(statements.slice(0, 2)).toEqual([
      "ALTER TABLE prospects ADD COLUMN total_revenue REAL DEFAULT 0;",
      "ALTER TABLE prospects ADD COLUMN country TEXT DEFAULT 'FR';",
    ]);
    expect(statements.slice(2).map((statement) => statement.split(" ").slice(0, 3).join(" "))).toEqual([
      "CREATE TABLE customer_notes",
      "CREATE TABLE customer_activities",
      "CREATE TABLE customer_tags",
      "CREATE TABLE crm_integrations",
      "CREATE TABLE crm_sync_mappings",
      "CREATE VIEW v_customers",
    ]);
  });

  it("completes an old table that had some of the columns before the CRM", () => {
    const statements = plan(BASE_TABLE.replace("phone TEXT", "phone TEXT, address TEXT, city TEXT")) ?? [];
    expect(statements).toContain("ALTER TABLE prospects ADD COLUMN postal_code TEXT;");
    expect(statements.join()).not.toContain("COLUMN city");
  });

  it("understands a full-text index of the old program, with its trigger", () => {
    expect(
      plan(`${BASE_TABLE}${CRM_COLUMNS}${CRM_TABLES}
        CREATE VIRTUAL TABLE prospects_text USING fts5(first_name);
        CREATE TRIGGER index_text AFTER INSERT ON prospects BEGIN
          INSERT INTO prospects_text (first_name) VALUES (NEW.first_name);
        END;`),
    ).toEqual([]);
  });

  it.each([
    [
      "a column that cannot be added",
      BASE_TABLE.replace(", created_at TEXT DEFAULT (datetime('now'))", ""),
      /prospects has no column created_at/,
    ],
    [
      "a column that would be lost",
      `${BASE_TABLE}${CRM_COLUMNS}${CRM_TABLES}ALTER TABLE customer_activities ADD COLUMN agent TEXT;`,
      /would lose column customer_activities\.agent/,
    ],
    [
      "a trigger that would be lost",
      `${BASE_TABLE}${CRM_COLUMNS}${CRM_TABLES}
       CREATE TRIGGER count_tags AFTER INSERT ON customer_tags BEGIN UPDATE prospects SET metadata = NULL; END;`,
      /would lose trigger count_tags/,
    ],
    [
      "a view that makes the migrations fail",
      `${BASE_TABLE}${CRM_COLUMNS}${CRM_TABLES}CREATE VIEW recent AS SELECT id FROM customer_activities;`,
      /error in view recent/,
    ],
  ])("refuses %s, with the reason", (_, script, reason) => {
    expect(() => plan(script)).toThrow(reason);
  });
});
