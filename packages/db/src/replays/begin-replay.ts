import { countQuery, freeCondition } from "../dead-letters/count-selection.ts";
import type { OperatorAct } from "../dead-letters/dead-letter.ts";
import { type DeadLetterSelection, selectionSource } from "../dead-letters/dead-letter-selection.ts";
import { prepareStatement } from "../prepare-statement.ts";
import { toSqliteTime } from "../time.ts";
import type { ReplayRef } from "./replay.ts";

/**
 * The statements that begin a replay, for one transaction: a row for it, and one UPDATE that takes the
 * selection in hand, each dead letter by one replay at most.
 *
 * @param askedFor what the operator selected, to be shown
 */
export function beginStatements(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  selection: DeadLetterSelection,
  { actor, reason, at }: OperatorAct,
  askedFor: unknown,
): D1PreparedStatement[] {
  return [
    prepareStatement(db, (parameters) => {
      const row = [
        replayId,
        tenantId,
        actor.id,
        actor.name,
        reason,
        JSON.stringify(askedFor),
        toSqliteTime(at),
      ]
        .map((value) => parameters.bind(value))
        .join(", ");
      return `INSERT INTO replays
          (id, tenant_id, actor_id, actor_name, reason, selection, started_at, state, total, already_settled,
           in_other_replay, not_replayable)
        SELECT ${row}, 'running', c.total - c.not_replayable, c.already_settled, c.in_other_replay, c.not_replayable
        FROM (${countQuery(parameters, tenantId, selection)}) AS c`;
    }),
    prepareStatement(db, (parameters) => {
      const id = parameters.bind(replayId);
      return `UPDATE dead_letters SET replay_id = ${id}, replay_step = 'claimed' WHERE id IN (
        SELECT id FROM ${selectionSource(selection)} WHERE ${freeCondition(parameters, tenantId, selection)} AND replayable = 1
      )`;
    }),
  ];
}

/** Begins a replay of what is selected and free; it is for a runner to send. */
export async function beginReplay(
  db: D1Database,
  ref: ReplayRef,
  selection: DeadLetterSelection,
  act: OperatorAct,
  askedFor: unknown,
): Promise<void> {
  await db.batch(beginStatements(db, ref, selection, act, askedFor));
}
