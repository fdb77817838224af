import { globSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";

const migrations = globSync("migrations/*.sql").toSorted();
const operators = migrations.findIndex((file) => file.endsWith("0007_operators.sql"));

it("keeps existing dead letters, marks which of them can be sent again, and begins their history", () => {
  const database = new DatabaseSync(":memory:");
  const apply = (files: string[]) => {
    for (const file of files) database.exec(readFileSync(file, "utf8"));
  };
  apply(migrations.slice(0, operators));
  const insert = database.prepare(
    `INSERT INTO dead_letters (id, event_id, tenant_id, reason, error, attempts, status, first_failed_at, last_failed_at, event)
     VALUES (?, ?, 't', 'invalid_event', 'e', 1, ?, '2026-01-01', '2026-01-02', ?)`,
  );
  const deep = "[".repeat(1200) + "]".repeat(1200);
  insert.run("event", "event", "parked", '{"traceId":"trace","text":"Bonjour"}');
  insert.run("future", null, "parked", '{"version":2}');
  insert.run("shown", null, "parked", '{"shown":"1n"}');
  insert.run("more", null, "parked", '{"shown":"1n","other":1}');
  insert.run("deep", null, "parked", deep);
  insert.run("settled", "settled", "discarded", "{}");
  apply(migrations.slice(operators));
  const rows = database
    .prepare("SELECT id, trace_id, replayable, settled_at, event FROM dead_letters ORDER BY id")
    .all();
  expect(
    rows.map(({ id, trace_id, replayable, settled_at }) => [id, trace_id, replayable, settled_at]),
  ).toEqual([
    ["deep", null, 1, null],
    ["event", "trace", 1, null],
    ["future", null, 1, null],
    ["more", null, 1, null],
    ["settled", null, 1, "2026-01-02"],
    ["shown", null, 0, null],
  ]);
  expect(rows[0]?.event).toBe(deep);
  expect(
    database.prepare("SELECT dead_letter_id AS id, what, reason FROM dead_letter_history ORDER BY id").all(),
  ).toEqual(rows.map(({ id }) => ({ id, what: "parked", reason: "invalid_event" })));
});
