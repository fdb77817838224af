import { globSync, readFileSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";

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

type Row = Record<string, unknown>;

/** A database in memory with all migrations. */
export function createMigratedDatabase(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  for (const file of globSync("migrations/*.sql").toSorted()) database.exec(readFileSync(file, "utf8"));
  return database;
}

/**
 * D1 over `node:sqlite`, for tests and simulations that need thousands of runs: one connection, one query at
 * a time, `batch()` as one transaction, and D1's wording of errors. It does not count rows: of `meta`, only
 * `changes` and `changed_db` are true.
 */
export function createSqliteD1(database: DatabaseSync): D1Database {
  database.exec("PRAGMA foreign_keys = ON");
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
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      const results = statements.map((statement) => toSqliteStatement(statement).execute<T>());
      this.#database.exec("COMMIT");
      return results;
    } catch (error) {
      // Some errors have ended the transaction already.
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }

  async exec(sql: string): Promise<D1ExecResult> {
    translateErrors(() => this.#database.exec(sql));
    return { count: 1, duration: 0 };
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
      const statement = this.#database.prepare(this.#sql);
      const before = this.#countChanges();
      const results: unknown[] = statement.all(...this.#values).map((row) => ({ ...row }));
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
    if (!(column in row)) throw new Error(`D1_COLUMN_NOTFOUND: Column not found (${column})`);
    return row[column] as T;
  }

  raw<T = unknown[]>(options: { columnNames: true }): Promise<[string[], ...T[]]>;
  raw<T = unknown[]>(options?: { columnNames?: false }): Promise<T[]>;
  async raw<T>({ columnNames = false } = {}): Promise<T[] | [string[], ...T[]]> {
    return translateErrors(() => {
      const statement = this.#database.prepare(this.#sql);
      const names = statement.columns().map(({ name }) => name);
      statement.setReturnArrays(true);
      const rows: unknown[] = statement.all(...this.#values);
      return columnNames ? [names, ...(rows as T[])] : (rows as T[]);
    });
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

/** @throws as D1 does for values that it cannot bind */
function toSqliteValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw new Error(`D1_TYPE_ERROR: Type '${typeof value}' not supported for value '${String(value)}'`);
}

/** D1's own wording, by which the product tells errors apart. */
function translateErrors<T>(run: () => T): T {
  try {
    return run();
  } catch (cause) {
    if (!(cause instanceof Error) || !("errcode" in cause) || typeof cause.errcode !== "number") throw cause;
    const code = CODE_NAMES[cause.errcode & PRIMARY_CODE] ?? `SQLITE_${cause.errcode}`;
    throw new Error(`D1_ERROR: ${cause.message}: ${code}`, { cause });
  }
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
