import { env } from "cloudflare:workers";
import { observedDatabase } from "../../support/observed-database.ts";

/** The steps in which SQLite would run a statement. */
export async function queryPlan(sql: string): Promise<string[]> {
  const parameters = new Set(sql.match(/\?\d+/g)).size;
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...Array.from({ length: parameters }, () => null))
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

/** A database that stores the statements it runs, each with its query plan. */
export function statementsOf(db: D1Database): { db: D1Database; plans(): Promise<Map<string, string>> } {
  const statements = new Set<string>();
  const observed = observedDatabase(db, {
    onRoundTrip: (sql) => {
      for (const statement of sql) statements.add(statement);
    },
  });
  return {
    db: observed,
    async plans() {
      const plans = new Map<string, string>();
      for (const sql of statements) plans.set(sql, (await queryPlan(sql)).join("\n"));
      return plans;
    },
  };
}
