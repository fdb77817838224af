import { DatabaseSync } from "node:sqlite";
import { CommandFailure } from "../local/command-failure.ts";

/** A row of `sqlite_master`. */
export interface SchemaObject {
  type: string;
  name: string;
  sql: string;
}

interface Column {
  name: string;
  type: string;
  notnull: number;
  dflt_value: string | null;
}

/**
 * The order in which objects are created. Virtual tables create their shadow tables themselves, and views, indexes
 * and triggers come after the tables that they name.
 */
const CREATION_ORDER = [/^CREATE VIRTUAL TABLE/i, /^CREATE TABLE/i, /^CREATE/i];

/** The columns, views and triggers that a migration may not remove, each as one name. */
const KEPT_NAMES = `
  SELECT type || ' ' || name AS name FROM sqlite_master WHERE type IN ('view', 'trigger')
  UNION ALL
  SELECT 'column ' || t.name || '.' || c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'`;

/**
 * Plans how to bring a database under the migrations.
 *
 * @param schema the objects in the database
 * @param migrations the SQL of the migrations, in order. The database may hold the objects of the first one already, in
 *   part or whole.
 * @returns null where all migrations apply as they are. Else the statements that add the missing objects of the first
 *   migration. After them the other migrations apply.
 * @throws CommandFailure where neither way works, or where a column, view or trigger would be lost
 */
export function planAdoption(schema: SchemaObject[], migrations: string[]): string[] | null {
  if (findObstacle(schema, migrations) === null) return null;
  const [first = "", ...later] = migrations;
  const statements = completeSchema(schema, first);
  const obstacle = findObstacle(schema, [...statements, ...later]);
  if (obstacle !== null) throw new CommandFailure(`This database cannot be adopted as it is: ${obstacle}`);
  return statements;
}

/** Runs the scripts on an empty copy of the schema in memory. Returns the error that stops them, or null. */
function findObstacle(schema: SchemaObject[], scripts: string[]): string | null {
  const copy = copySchema(schema);
  const before = listNames(copy);
  try {
    for (const script of scripts) copy.exec(script);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const after = new Set(listNames(copy));
  const lost = before.filter((name) => !after.has(name));
  return lost.length === 0 ? null : `the migrations would lose ${lost.join(", ")}`;
}

function copySchema(schema: SchemaObject[]): DatabaseSync {
  const copy = new DatabaseSync(":memory:");
  const exists = copy.prepare("SELECT 1 FROM sqlite_master WHERE name = ?");
  for (const form of CREATION_ORDER) {
    for (const { name, sql } of schema) {
      if (form.test(sql) && exists.get(name) === undefined) copy.exec(sql);
    }
  }
  return copy;
}

function listNames(database: DatabaseSync): string[] {
  return database
    .prepare(KEPT_NAMES)
    .all()
    .map(({ name }) => String(name));
}

/** The tables, columns and views that the script makes and the schema lacks. */
function completeSchema(schema: SchemaObject[], script: string): string[] {
  const complete = new DatabaseSync(":memory:");
  complete.exec(script);
  const copy = copySchema(schema);
  const existing = new Set(schema.map(({ name }) => name));
  return complete
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    .all()
    .flatMap(({ type, name, sql }) => {
      if (!existing.has(String(name))) return [`${sql};`];
      return type === "table" ? addMissingColumns(String(name), copy, complete) : [];
    });
}

function addMissingColumns(table: string, copy: DatabaseSync, complete: DatabaseSync): string[] {
  const existing = new Set(listColumns(copy, table).map(({ name }) => name));
  return listColumns(complete, table)
    .filter(({ name }) => !existing.has(name))
    .map(({ name, type, notnull, dflt_value }) => {
      if (notnull === 1 || dflt_value?.includes("(")) {
        throw new CommandFailure(
          `The table ${table} has no column ${name}, which cannot be given to rows that exist already: add it and fill it first.`,
        );
      }
      return `ALTER TABLE ${table} ADD COLUMN ${name} ${type}${dflt_value === null ? "" : ` DEFAULT ${dflt_value}`};`;
    });
}

function listColumns(database: DatabaseSync, table: string): Column[] {
  return database
    .prepare('SELECT name, type, "notnull", dflt_value FROM pragma_table_info(?)')
    .all(table)
    .map(({ name, type, notnull, dflt_value }) => ({
      name: String(name),
      type: String(type),
      notnull: Number(notnull),
      dflt_value: dflt_value === null ? null : String(dflt_value),
    }));
}
