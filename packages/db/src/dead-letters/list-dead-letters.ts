import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../page.ts";
import { SqlParameters } from "../sql-parameters.ts";
import { type DeadLetter, DeadLetterRow, toDeadLetter } from "./dead-letter.ts";
import { type DeadLetterFilter, filterCondition, filterSource } from "./dead-letter-selection.ts";

/**
 * A tenant's dead letters, latest failure first; with a null tenant those that none could be found for.
 *
 * @throws InvalidPayloadError on a cursor that no list gave
 */
export async function listDeadLetters(
  db: D1Database,
  tenantId: string | null,
  filter: DeadLetterFilter,
  page: PageRequest = {},
): Promise<Page<DeadLetter>> {
  const limit = pageLimit(page);
  const parameters = new SqlParameters();
  const conditions = [filterCondition(parameters, tenantId, filter)];
  if (page.cursor !== undefined) {
    const [lastFailedAt = "", id = ""] = decodeCursor(page.cursor, 2);
    conditions.push(`(last_failed_at, id) < (${parameters.bind(lastFailedAt)}, ${parameters.bind(id)})`);
  }
  const { results } = await db
    .prepare(
      `SELECT * FROM ${filterSource(filter)} WHERE ${conditions.join(" AND ")}
       ORDER BY last_failed_at DESC, id DESC LIMIT ${parameters.bind(limit + 1)}`,
    )
    .bind(...parameters.values)
    .all();
  const rows = results.map((row) => DeadLetterRow.parse(row));
  return toPage(rows, limit, { toItem: toDeadLetter, keyOf: (row) => [row.last_failed_at, row.id] });
}
