import { freeCondition } from "../dead-letters/count-selection.ts";
import { type DeadLetterSelection, selectionSource } from "../dead-letters/dead-letter-selection.ts";
import { prepareStatement } from "../sql/prepare-statement.ts";
import { type ReplayLetter, type ReplayPageLimits, toLetters } from "./replay-page.ts";

/** Lists the first dead letters that a replay of the selection would take. Changes nothing. */
export async function listSelectedLetters(
  db: D1Database,
  tenantId: string | null,
  selection: DeadLetterSelection,
  { letters, bytes }: ReplayPageLimits,
): Promise<ReplayLetter[]> {
  const { results } = await prepareStatement(
    db,
    (parameters) => `
      SELECT id, event FROM (
        SELECT id, event, row_number() OVER (ORDER BY last_failed_at, id) AS place,
          sum(length(CAST(event AS BLOB))) OVER (ORDER BY last_failed_at, id) AS sum
        FROM (
          SELECT id, event, last_failed_at FROM ${selectionSource(selection)}
          WHERE ${freeCondition(parameters, tenantId, selection)} AND replayable = 1
          ORDER BY last_failed_at, id LIMIT ${parameters.bind(letters)}
        ) AS first
      ) AS summed WHERE place = 1 OR sum <= ${parameters.bind(bytes)} ORDER BY place`,
  ).all();
  return toLetters(results);
}
