import { globSync, readFileSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from "node:sqlite";

/** SQLite's primary result codes, by the names that D1 puts at the end of its messages. */
const CODE_NAMES: Readonly<Record<number, string>> = {
  1: "SQLITE_ERROR",
  5: "SQLITE_BUSY",
  18: "SQLITE_TOOBIG",
  19: "SQLITE_CONSTRAINT",
  20: "SQLITE_MISMATCH",
  25: "SQLITE_RANGE",
};

const PRIMARY_CODE = 0xff;

/** SQLite's extended codes, which D1 adds for refusals by a constraint. */
const EXTENDED_CODE_NAMES: Readonly<Record<number, string>> = {
  275: "SQLITE_CONSTRAINT_CHECK",
  787: "SQLITE_CONSTRAINT_FOREIGNKEY",
  1299: "SQLITE_CONSTRAINT_NOTNULL",
  1555: "SQLITE_CONSTRAINT_PRIMARYKEY",
  1811: "SQLITE_CONSTRAINT_TRIGGER",
  2067: "SQLITE_CONSTRAINT_UNIQUE",
};

/** The limits of D1 in workerd, which are far below SQLite's. */
const LIMITS = {
  column: 100,
  compoundSelect: 5,
  likePatternLength: 50,
  variableNumber: 100,
};

const TRANSACTION = /^\s*(BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE)\b/i;
/** Where a `?` is no parameter. */
const QUOTED_OR_COMMENT = /'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\//g;

type Row = Record<string, unknown>;

/** A database in memory with all migrations. */
export function createMigratedDatabase(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  for (const file of globSync("migrations/*.sql").toSorted()) database.exec(readFileSync(file, "utf8"));
  return database;
}

/**
 * D1 over `node:sqlite`, for tests and simulations that need thousands of runs: one connection, one query at
 * a time, `batch()` as one transaction, D1's limits and its wording of errors. It differs from D1 in this:
 *
 * - Of `meta`, only `changes` and `changed_db` are true, and no error says at which offset it is.
 * - An integer that JavaScript cannot hold is refused; D1 rounds it.
 * - A text with several statements runs the first alone; D1 runs all, and gives the last one's rows.
 */
export function createSqliteD1(database: DatabaseSync): D1Database {
  database.exec("PRAGMA foreign_keys = ON");
  Object.assign(database.limits, LIMITS);
  return new SqliteD1(database);
}

class SqliteD1 implements D1Database {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  prepare(sql: string): D1PreparedStatement {
    return new SqliteStatement(this.#database, sql, []);
  }

  async batch<T = unknown>(statements: D1PreparedStatement[]): Promise<D1Result<T>[]> {
    if (statements.length === 0) throw d1Error("No SQL statements detected.");
    const own = statements.map(toSqliteStatement);
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const results = own.map((statement) => statement.execute<T>());
      this.#database.exec("COMMIT");
      return results;
    } catch (error) {
      // Some errors have ended the transaction already.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  /** Each line is a statement. */
  async exec(sql: string): Promise<D1ExecResult> {
    const lines = sql.trim().split("\n");
    for (const line of lines) translateErrors(() => this.#database.exec(line), "D1_EXEC_ERROR");
    return { count: lines.length, duration: 0 };
  }

  withSession(): D1DatabaseSession {
    throw new Error("sessions are not simulated");
  }

  async dump(): Promise<ArrayBuffer> {
    throw new Error("dumps are not simulated");
  }
}

class SqliteStatement implements D1PreparedStatement {
  readonly #database: DatabaseSync;
  readonly #sql: string;
  readonly #values: readonly SQLInputValue[];

  constructor(database: DatabaseSync, sql: string, values: readonly SQLInputValue[]) {
    this.#database = database;
    this.#sql = sql;
    this.#values = values;
  }

  bind(...values: unknown[]): D1PreparedStatement {
    return new SqliteStatement(this.#database, this.#sql, values.map(toSqliteValue));
  }

  /** Runs the statement at once. */
  execute<T>(): D1Result<T> {
    return translateErrors(() => {
      const statement = this.#prepare();
      const before = this.#countChanges();
      const results: unknown[] = statement.all(...this.#values).map(toRow);
      const changes = this.#countChanges() - before;
      return { success: true, results: results as T[], meta: toMeta(changes) };
    });
  }

  async all<T = Row>(): Promise<D1Result<T>> {
    return this.execute<T>();
  }

  async run<T = Row>(): Promise<D1Result<T>> {
    return this.execute<T>();
  }

  first<T = unknown>(column: string): Promise<T | null>;
  first<T = Row>(): Promise<T | null>;
  async first<T>(column?: string): Promise<T | null> {
    const [row] = this.execute<Row>().results;
    if (row === undefined) return null;
    if (column === undefined) return row as T;
    if (!(column in row)) {
      throw new Error(`D1_COLUMN_NOTFOUND: Column not found (${column})`, {
        cause: new Error("Column not found"),
      });
    }
    return row[column] as T;
  }

  raw<T = unknown[]>(options: { columnNames: true }): Promise<[string[], ...T[]]>;
  raw<T = unknown[]>(options?: { columnNames?: false }): Promise<T[]>;
  async raw<T>({ columnNames = false } = {}): Promise<T[] | [string[], ...T[]]> {
    return translateErrors(() => {
      const statement = this.#prepare();
      const names = statement.columns().map(({ name }) => name);
      statement.setReturnArrays(true);
      const rows: unknown[] = statement.all(...this.#values).map((row) => Object.values(row).map(toD1Value));
      return columnNames ? [names, ...(rows as T[])] : (rows as T[]);
    });
  }

  #prepare(): StatementSync {
    if (TRANSACTION.test(this.#sql)) throw d1Error("To execute a transaction, please use batch().");
    if (this.#sql.trim() === "") throw d1Error("No SQL statements detected.");
    const statement = this.#database.prepare(this.#sql);
    if (countParameters(this.#sql) !== this.#values.length) {
      throw d1Error("Wrong number of parameter bindings for SQL query.");
    }
    return statement;
  }

  #countChanges(): number {
    return Number(this.#database.prepare("SELECT total_changes() AS changes").get()?.changes);
  }
}

/** A batch takes the statements of its own database alone; tests may have wrapped them. */
function toSqliteStatement(statement: D1PreparedStatement): SqliteStatement {
  if (statement instanceof SqliteStatement) return statement;
  throw new TypeError("the statement is not of this database");
}

/** How many values a statement takes: the highest number of a parameter; one without a number is the next. */
function countParameters(sql: string): number {
  const parameters = [...sql.replace(QUOTED_OR_COMMENT, " ").matchAll(/\?(\d*)/g)];
  return parameters.reduce((count, [, number]) => (number ? Math.max(count, Number(number)) : count + 1), 0);
}

/** @throws as D1 does for values that it cannot bind */
function toSqliteValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === "string") return value;
  // D1's values travel as JSON.
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof ArrayBuffer || Array.isArray(value)) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const refusal = `Type '${typeof value}' not supported for value '${String(value)}'`;
  throw new Error(`D1_TYPE_ERROR: ${refusal}`, { cause: new Error(refusal) });
}

function toRow(row: Record<string, SQLOutputValue>): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, toD1Value(value)]));
}

function toD1Value(value: SQLOutputValue): unknown {
  return value instanceof Uint8Array ? [...value] : value;
}

/** D1's own wording, by which the product tells errors apart. */
function translateErrors<T>(run: () => T, prefix?: string): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") throw error;
    const code = CODE_NAMES[error.errcode & PRIMARY_CODE] ?? `SQLITE_${error.errcode}`;
    const extendedName = EXTENDED_CODE_NAMES[error.errcode];
    const extended = extendedName === undefined ? "" : ` (extended: ${extendedName})`;
    throw d1Error(`${error.message}: ${code}${extended}`, prefix);
  }
}

function d1Error(message: string, prefix = "D1_ERROR"): Error {
  return new Error(`${prefix}: ${message}`, { cause: new Error(message) });
}

function toMeta(changes: number): D1Meta & Record<string, unknown> {
  return {
    duration: 0,
    size_after: 0,
    rows_read: 0,
    rows_written: 0,
    last_row_id: 0,
    changed_db: changes > 0,
    changes,
  };
}
