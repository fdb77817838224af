import { createMigratedDatabase, createSqliteD1 } from "../../scripts/simulator/sqlite-d1.ts";

/**
 * Stands for `cloudflare:workers` in tests that also run in Node: the variables of the process, and a
 * database with all migrations, which test files may share as they do in workerd.
 */
export const env = { ...process.env, DB: createSqliteD1(createMigratedDatabase()) };
