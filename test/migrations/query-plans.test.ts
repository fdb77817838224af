import { expect, it } from "vitest";
import { createMigratedDatabase } from "../../scripts/simulator/sqlite-d1.ts";

const database = createMigratedDatabase();

it("has an index that begins with each foreign key's column, so that no cascade scans a table", () => {
  const foreignKeys = database
    .prepare(
      `SELECT t.name AS tableName, f."from" AS columnName FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f
       WHERE t.type = 'table' ORDER BY tableName`,
    )
    .all();
  expect(foreignKeys.map(({ tableName }) => tableName)).toEqual([
    "contested_identities",
    "customer_activities",
    "customer_identities",
    "customer_notes",
    "customer_tags",
  ]);
  const leads = database.prepare(
    `SELECT 1 FROM pragma_index_list(?) l JOIN pragma_index_info(l.name) c ON c.seqno = 0
     WHERE c.name = ? AND l.partial = 0`,
  );
  for (const { tableName, columnName } of foreignKeys) {
    expect(leads.get(String(tableName), String(columnName)), `${tableName}.${columnName}`).toBeDefined();
  }
});

it("reads one prospect's identities by its key, as the triggers do", () => {
  const plan = database
    .prepare("EXPLAIN QUERY PLAN SELECT kind, value FROM prospect_identities WHERE prospect_id = ?")
    .all()
    .map(({ detail }) => String(detail));
  expect(plan.filter((step) => step.includes("SEARCH p USING INDEX"))).toHaveLength(2);
  expect(plan.filter((step) => /SCAN (p|plan)\b/.test(step))).toEqual([]);
});

it("finds the oldest of the prospects that name a value by the key of contested_identities, as the trigger does", () => {
  const plan = database
    .prepare(
      `EXPLAIN QUERY PLAN SELECT c.prospect_id FROM contested_identities c JOIN prospect_ages a ON a.prospect_id = c.prospect_id
       WHERE c.tenant_id = ? AND c.kind = ? AND c.value = ? ORDER BY a.created NULLS LAST, a.position LIMIT 1`,
    )
    .all()
    .map(({ detail }) => String(detail));
  expect(plan.filter((step) => step.startsWith("SEARCH"))).toEqual([
    "SEARCH c USING PRIMARY KEY (tenant_id=? AND kind=? AND value=?)",
    "SEARCH prospects USING INDEX sqlite_autoindex_prospects_1 (id=?)",
  ]);
  expect(plan.filter((step) => step.startsWith("SCAN"))).toEqual([]);
});
