import { env } from "cloudflare:workers";
import { observedDatabase } from "../../support/observed-database.ts";

/** How the database would run a statement, step by step. */
export async function queryPlan(sql: string): Promise<string[]> {
  const parameters = new Set(sql.match(/\?\d+/g)).size;
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...Array.from({ length: parameters }, () => null))
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

/** A database that notes the statements it runs, and the plans of all of them, by statement. */
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
