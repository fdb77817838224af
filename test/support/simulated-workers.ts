import { createMigratedDatabase, createSqliteD1 } from "../../scripts/simulator/sqlite-d1.ts";

/**
 * Stands for `cloudflare:workers` in tests that also run in Node: the variables of the process, and a
 * database with all migrations. Each test file has its own.
 */
export const env = { ...process.env, DB: createSqliteD1(createMigratedDatabase()) };
