import { env } from "cloudflare:workers";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

/**
 * What the product expects of D1. The file runs over D1 in workerd and over its simulation in Node, so that
 * whatever holds over the one holds over the other.
 */
const db = env.DB;

const DROP_TABLES = ["DROP TABLE IF EXISTS d1_children", "DROP TABLE IF EXISTS d1_parents"];

beforeEach(async () => {
  await db.batch(
    [
      ...DROP_TABLES,
      "CREATE TABLE d1_parents (id TEXT PRIMARY KEY, n INTEGER NOT NULL, code TEXT UNIQUE, CHECK (n < 10))",
      `CREATE TABLE d1_children (id TEXT PRIMARY KEY, parent TEXT REFERENCES d1_parents (id) ON DELETE CASCADE)
       WITHOUT ROWID`,
      `CREATE TRIGGER d1_no_five AFTER INSERT ON d1_parents WHEN new.n = 5
       BEGIN SELECT RAISE(ABORT, 'no_five'); END`,
      `CREATE TRIGGER d1_child AFTER INSERT ON d1_parents
       BEGIN INSERT INTO d1_children (id, parent) VALUES ('child of ' || new.id, new.id); END`,
      "INSERT INTO d1_parents (id, n, code) VALUES ('a', 1, 'A')",
    ].map((sql) => db.prepare(sql)),
  );
});

afterAll(async () => {
  await db.batch(DROP_TABLES.map((sql) => db.prepare(sql)));
});

function run(sql: string, ...values: unknown[]) {
  return db
    .prepare(sql)
    .bind(...values)
    .run();
}

async function listParents() {
  const { results } = await run("SELECT id FROM d1_parents ORDER BY id");
  return results.map(({ id }) => id);
}

describe("the values of D1", () => {
  it("binds numbers, texts, null, booleans and bytes, and gives them back as JSON holds them", async () => {
    const values = [1, 1.5, "🏠é", null, true, false, new Uint8Array([1, 255]), Number.POSITIVE_INFINITY];
    const columns = values.map(
      (_, index) => `?${index + 1} AS c${index}, typeof(?${index + 1}) AS t${index}`,
    );
    expect(
      await db
        .prepare(`SELECT ${columns}`)
        .bind(...values)
        .first(),
    ).toEqual({
      c0: 1,
      t0: "real",
      c1: 1.5,
      t1: "real",
      c2: "🏠é",
      t2: "text",
      c3: null,
      t3: "null",
      c4: 1,
      t4: "real",
      c5: 0,
      t5: "real",
      c6: [1, 255],
      t6: "blob",
      c7: null,
      t7: "null",
    });
  });

  it.each([
    [undefined, "undefined", "undefined"],
    [1n, "bigint", "1"],
    [{ a: 1 }, "object", "[object Object]"],
  ])("refuses to bind %s", (value, type, text) => {
    expect(() => db.prepare("SELECT ?1").bind(value)).toThrow(
      `D1_TYPE_ERROR: Type '${type}' not supported for value '${text}'`,
    );
  });

  it.each([
    ["SELECT ?1, ?2", [1]],
    ["SELECT ?1", [1, 2]],
    ["SELECT '?' -- ?", [1]],
    ["SELECT ?, ?", [1]],
  ])("refuses %s with %j: the number of values differs", async (sql, values) => {
    await expect(run(sql, ...values)).rejects.toThrow(
      "D1_ERROR: Wrong number of parameter bindings for SQL query.",
    );
  });

  it("takes the last of two columns with one name in an object, and both in an array", async () => {
    const statement = db.prepare("SELECT 1 AS a, x'02' AS a");
    expect((await statement.all()).results).toEqual([{ a: [2] }]);
    expect(await statement.raw()).toEqual([[1, [2]]]);
    expect(await statement.raw({ columnNames: true })).toEqual([
      ["a", "a"],
      [1, [2]],
    ]);
  });

  it("gives the first row, a column of it, or null where there is none", async () => {
    const one = db.prepare("SELECT id, n FROM d1_parents WHERE id = ?1");
    expect(await one.bind("a").first()).toEqual({ id: "a", n: 1 });
    expect(await one.bind("a").first("n")).toBe(1);
    await expect(one.bind("a").first("m")).rejects.toThrow("D1_COLUMN_NOTFOUND: Column not found (m)");
    expect(await one.bind("z").first()).toBeNull();
    expect(await one.bind("z").first("n")).toBeNull();
  });
});

describe("the writes of D1", () => {
  it.each([
    ["INSERT INTO d1_parents (id, n) VALUES ('b', 2) RETURNING id", 2, [{ id: "b" }]],
    ["INSERT INTO d1_parents (id, n) VALUES ('a', 2) ON CONFLICT DO NOTHING RETURNING id", 0, []],
    ["UPDATE d1_parents SET n = n + 1 RETURNING n", 1, [{ n: 2 }]],
    ["DELETE FROM d1_parents", 2, []],
    ["SELECT n FROM d1_parents", 0, [{ n: 1 }]],
  ])("counts the rows that a statement and its triggers change: %s", async (sql, changes, results) => {
    expect(await run(sql)).toMatchObject({
      success: true,
      results,
      meta: { changes, changed_db: changes > 0 },
    });
  });

  it.each([
    [
      "a key",
      "INSERT INTO d1_parents (id, n) VALUES ('a', 1)",
      "UNIQUE constraint failed: d1_parents.id",
      "PRIMARYKEY",
    ],
    [
      "a unique column",
      "INSERT INTO d1_parents VALUES ('z', 1, 'A')",
      "UNIQUE constraint failed: d1_parents.code",
      "UNIQUE",
    ],
    [
      "a missing value",
      "INSERT INTO d1_parents (id) VALUES ('z')",
      "NOT NULL constraint failed: d1_parents.n",
      "NOTNULL",
    ],
    [
      "a check",
      "INSERT INTO d1_parents (id, n) VALUES ('z', 10)",
      "CHECK constraint failed: n < 10",
      "CHECK",
    ],
    [
      "a foreign key",
      "INSERT INTO d1_children VALUES ('z', 'none')",
      "FOREIGN KEY constraint failed",
      "FOREIGNKEY",
    ],
    ["a trigger", "INSERT INTO d1_parents (id, n) VALUES ('z', 5)", "no_five", "TRIGGER"],
  ])("names the constraint where it refuses a row: %s", async (_constraint, sql, message, extended) => {
    const whole = `${message}: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_${extended})`;
    await expect(run(sql)).rejects.toThrow(
      expect.objectContaining({
        message: `D1_ERROR: ${whole}`,
        cause: expect.objectContaining({ message: whole }),
      }),
    );
    expect(await listParents()).toEqual(["a"]);
  });

  it("deletes what refers to a deleted row", async () => {
    await run("DELETE FROM d1_parents");
    expect((await run("SELECT * FROM d1_children")).results).toEqual([]);
  });
});

describe("a batch in D1", () => {
  it("gives each statement's result, and lets each see what those before it wrote", async () => {
    const results = await db.batch([
      db.prepare("INSERT INTO d1_parents (id, n) VALUES (?1, 2)").bind("b"),
      db.prepare("SELECT count(*) AS n FROM d1_parents"),
      db.prepare("DELETE FROM d1_parents WHERE id = 'b' RETURNING id"),
    ]);
    expect(results.map(({ results, meta }) => [results, meta.changes])).toEqual([
      [[], 2],
      [[{ n: 2 }], 0],
      [[{ id: "b" }], 2],
    ]);
  });

  it.each([
    [
      "a row that a constraint refuses",
      "INSERT INTO d1_parents (id, n) VALUES ('a', 1)",
      "UNIQUE constraint failed",
    ],
    ["a row that a trigger refuses", "INSERT INTO d1_parents (id, n) VALUES ('z', 5)", "no_five"],
    ["text that is no SQL", "INSER", 'near "INSER": syntax error'],
    ["a transaction of its own", "BEGIN", "To execute a transaction, please use"],
  ])("writes nothing where one of its statements fails: %s", async (_reason, sql, message) => {
    const first = db.prepare("INSERT INTO d1_parents (id, n) VALUES ('b', 2)");
    await expect(db.batch([first, db.prepare(sql)])).rejects.toThrow(`D1_ERROR: ${message}`);
    expect(await listParents()).toEqual(["a"]);
  });

  it("may write a row before the row that it refers to where foreign keys are deferred", async () => {
    await db.batch(
      [
        "PRAGMA defer_foreign_keys = on",
        "INSERT INTO d1_children VALUES ('early', 'b')",
        "INSERT INTO d1_parents (id, n) VALUES ('b', 2)",
      ].map((sql) => db.prepare(sql)),
    );
    expect(await listParents()).toEqual(["a", "b"]);
  });

  it("is refused where it is empty", async () => {
    await expect(db.batch([])).rejects.toThrow("D1_ERROR: No SQL statements detected.");
  });
});

describe("the errors and limits of D1", () => {
  const ones = (count: number) => Array<number>(count).fill(1);
  const select = (count: number) =>
    ones(count)
      .map((one) => `SELECT ${one} AS a`)
      .join(" UNION ALL ");

  it.each([
    ["SELEC 1", /^D1_ERROR: near "SELEC": syntax error.*: SQLITE_ERROR$/],
    ["", /^D1_ERROR: No SQL statements detected\.$/],
    ["SELECT * FROM nowhere", /^D1_ERROR: no such table: nowhere.*: SQLITE_ERROR$/],
    ["SELECT json_extract('{', '$.a')", /^D1_ERROR: malformed JSON: SQLITE_ERROR$/],
    [
      "INSERT INTO d1_parents (rowid, id, n) VALUES ('x', 'z', 1)",
      /^D1_ERROR: datatype mismatch: SQLITE_MISMATCH$/,
    ],
  ])("names the fault in a statement: %j", async (sql, message) => {
    await expect(run(sql)).rejects.toThrow(message);
  });

  it("allows 50 characters in a pattern", async () => {
    expect(await db.prepare("SELECT 'a' LIKE ?1 AS matches").bind("a".repeat(50)).first("matches")).toBe(0);
    const tooLong = run("SELECT 'a' LIKE ?1", "a".repeat(51));
    await expect(tooLong).rejects.toThrow("D1_ERROR: LIKE or GLOB pattern too complex: SQLITE_ERROR");
  });

  it("allows 100 values, 100 columns and 5 selects in a row", async () => {
    await run(`SELECT ${Array(100).fill("?")}`, ...ones(100));
    await expect(run(`SELECT 1 WHERE 1 IN (${Array(101).fill("?")})`, ...ones(101))).rejects.toThrow(
      "too many SQL variables",
    );
    await expect(run(`SELECT ${ones(101)}`)).rejects.toThrow("too many columns in result set");
    expect((await run(select(5))).results).toHaveLength(5);
    await expect(run(select(6))).rejects.toThrow("too many terms in compound SELECT");
  });

  it("runs each line of a script", async () => {
    expect(await db.exec("DELETE FROM d1_parents;\nSELECT 1")).toMatchObject({ count: 2 });
    expect(await listParents()).toEqual([]);
    await expect(db.exec("SELEC 1")).rejects.toThrow(/^D1_EXEC_ERROR: .*near "SELEC": syntax error/);
  });
});
