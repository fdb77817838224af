import { prepareStatement } from "../sql/prepare-statement.ts";
import { toSqliteTime } from "../sql/time.ts";
import { countQuery, freeCondition, type SelectionCounts, toSelectionCounts } from "./count-selection.ts";
import type { OperatorAct } from "./dead-letter.ts";
import { nextPosition } from "./dead-letter-history.ts";
import { type DeadLetterSelection, selectionSource } from "./dead-letter-selection.ts";

/** Discards dead letters. They may still be replayed. A dead letter that a replay has taken stays as it is. */
export async function discardDeadLetters(
  db: D1Database,
  tenantId: string | null,
  selection: DeadLetterSelection,
  { actor, reason, at }: OperatorAct,
): Promise<SelectionCounts> {
  const time = toSqliteTime(at);
  const [counted] = await db.batch([
    prepareStatement(db, (parameters) => countQuery(parameters, tenantId, selection)),
    prepareStatement(db, (parameters) => {
      const entry = [time, actor.id, actor.name, reason].map((value) => parameters.bind(value));
      return `INSERT INTO dead_letter_history (dead_letter_id, position, what, at, actor_id, actor_name, reason)
        SELECT id, ${nextPosition("dead_letters.id")}, 'discarded', ${entry.join(", ")}
        FROM ${selectionSource(selection)} WHERE ${freeCondition(parameters, tenantId, selection)}`;
    }),
    prepareStatement(db, (parameters) => {
      const [at, why] = [parameters.bind(time), parameters.bind(reason)];
      return `UPDATE dead_letters SET status = 'discarded', settled_at = ${at}, settled_reason = ${why}
        WHERE id IN (SELECT id FROM ${selectionSource(selection)} WHERE ${freeCondition(parameters, tenantId, selection)})`;
    }),
  ]);
  return toSelectionCounts(counted?.results[0]);
}
