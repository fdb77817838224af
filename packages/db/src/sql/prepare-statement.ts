/** Collects the values of a statement that is put together from parts. */
export class SqlParameters {
  readonly values: (string | number | null)[] = [];

  /** Adds a value, and returns the placeholder that stands for it in the SQL, such as `?3`. */
  bind(value: string | number | null): string {
    return `?${this.values.push(value)}`;
  }
}

/** Prepares a statement whose parts bind their own values as they are written. */
export function prepareStatement(
  db: D1Database,
  write: (parameters: SqlParameters) => string,
): D1PreparedStatement {
  const parameters = new SqlParameters();
  const sql = write(parameters);
  return db.prepare(sql).bind(...parameters.values);
}
