import { globSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** An empty database in memory after all migrations. */
export function createMigratedDatabase(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  for (const file of globSync("migrations/*.sql").toSorted()) database.exec(readFileSync(file, "utf8"));
  return database;
}
