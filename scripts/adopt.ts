import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { planAdoption, type SchemaObject } from "./adopt/plan-adoption.ts";
import { CommandFailure } from "./local/command-failure.ts";
import { runCommand } from "./local/run-command.ts";

const MIGRATIONS_DIRECTORY = "migrations";

/** The statement by which wrangler itself creates its table of applied migrations. */
const CREATE_MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);`;

await runCommand(async () => {
  const target = readTarget();
  const [first = "", ...later] = readdirSync(MIGRATIONS_DIRECTORY).toSorted();
  const schema = query<SchemaObject>(
    target,
    `SELECT type, name, sql FROM sqlite_master
     WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '_cf_*' ORDER BY rowid`,
  );
  if (isRecorded(target, schema, first)) {
    console.log(`Found a database that is under the migrations already: ${first} is recorded.`);
  } else {
    const migrations = [first, ...later].map((name) =>
      readFileSync(join(MIGRATIONS_DIRECTORY, name), "utf8"),
    );
    adopt(target, schema, first, migrations);
  }
  wrangler(["migrations", "apply", ...target], "inherit");
});

function adopt(target: string[], schema: SchemaObject[], first: string, migrations: string[]): void {
  const tables = schema.filter(({ type }) => type === "table").map(({ name }) => name);
  console.log(tables.length === 0 ? "Found an empty database." : `Found the tables ${tables.join(", ")}.`);
  const statements = planAdoption(schema, migrations);
  if (statements === null) {
    console.log("All migrations apply as they are.");
    return;
  }
  console.log(`What ${first} makes is there in part or whole. Missing, and added now:`);
  console.log(statements.length === 0 ? "  nothing" : statements.join("\n").replace(/^/gm, "  "));
  console.log(`Recording ${first} as applied.\n`);
  const record = `INSERT INTO d1_migrations (name) VALUES ('${first}');`;
  query(target, [...statements, CREATE_MIGRATIONS_TABLE, record].join("\n"));
}

function isRecorded(target: string[], schema: SchemaObject[], migration: string): boolean {
  if (!schema.some(({ name }) => name === "d1_migrations")) return false;
  return query(target, `SELECT 1 FROM d1_migrations WHERE name = '${migration}'`).length > 0;
}

/** The arguments that name the database. They are passed on to wrangler as they are. */
function readTarget(): string[] {
  try {
    const { values } = parseArgs({
      args: process.argv.slice(2).filter((argument) => argument !== "--"),
      options: { local: { type: "boolean" }, remote: { type: "boolean" }, "persist-to": { type: "string" } },
    });
    return [
      ...["coccinelle-db", "-c", "wrangler.consumer.toml"],
      ...(values.local ? ["--local"] : []),
      ...(values.remote ? ["--remote"] : []),
      ...(values["persist-to"] === undefined ? [] : ["--persist-to", values["persist-to"]]),
    ];
  } catch (error) {
    throw new CommandFailure(`${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function query<Row>(target: string[], sql: string): Row[] {
  const answer = wrangler(["execute", ...target, "--json", "--command", sql], "pipe");
  return JSON.parse(answer)[0].results;
}

function wrangler(args: string[], output: "inherit" | "pipe"): string {
  try {
    return execFileSync("wrangler", ["d1", ...args], {
      encoding: "utf8",
      stdio: ["inherit", output, "inherit"],
    });
  } catch (error) {
    // With --json, wrangler writes its errors to the standard output.
    const reason = error instanceof Error && "stdout" in error ? error.stdout : null;
    throw new CommandFailure(`wrangler failed: ${reason || error}`, { cause: error });
  }
}
