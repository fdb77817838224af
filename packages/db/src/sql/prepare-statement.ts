import { SqlParameters } from "./sql-parameters.ts";

/** Prepares a statement whose parts bind their own values as they are written. */
export function prepareStatement(
  db: D1Database,
  write: (parameters: SqlParameters) => string,
): D1PreparedStatement {
  const parameters = new SqlParameters();
  const sql = write(parameters);
  return db.prepare(sql).bind(...parameters.values);
}
