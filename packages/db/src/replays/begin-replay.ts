import * as z from "zod";
import { countQuery, freeCondition } from "../dead-letters/count-selection.ts";
import type { OperatorAct } from "../dead-letters/dead-letter.ts";
import { type DeadLetterSelection, selectionSource } from "../dead-letters/dead-letter-selection.ts";
import { prepareStatement } from "../sql/prepare-statement.ts";
import { toSqliteTime } from "../sql/time.ts";
import { type Replay, type ReplayRef, toReplay } from "./replay.ts";

/** As many as one transaction takes in hand: the database runs one query at a time, and this many take half a second. */
const TAKE_LIMIT = 10_000;

/**
 * The statements that begin a replay, for one transaction: a row for it, and those that take the first of the
 * selection in hand. The last one answers the row.
 *
 * @param askedFor what the operator selected, to be shown
 */
export function beginStatements(
  db: D1Database,
  ref: ReplayRef,
  selection: DeadLetterSelection,
  { actor, reason, at }: OperatorAct,
  askedFor: unknown,
): D1PreparedStatement[] {
  const { tenantId, replayId } = ref;
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
          (id, tenant_id, actor_id, actor_name, reason, selection, started_at, state, already_settled,
           in_other_replay, not_replayable, not_found)
        SELECT ${row}, 'running', c.already_settled, c.in_other_replay, c.not_replayable, c.not_found
        FROM (${countQuery(parameters, tenantId, selection)}) AS c`;
    }),
    ...takeStatements(db, ref, selection),
  ];
}

/** Takes more of the selection in hand, each dead letter by one replay at most, while the replay runs. */
function takeStatements(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  selection: DeadLetterSelection,
): D1PreparedStatement[] {
  return [
    prepareStatement(db, (parameters) => {
      const id = parameters.bind(replayId);
      return `UPDATE dead_letters SET replay_id = ${id}, replay_step = 'waiting' WHERE id IN (
        SELECT id FROM ${selectionSource(selection)}
        WHERE ${freeCondition(parameters, tenantId, selection)} AND replayable = 1
          AND EXISTS (SELECT 1 FROM replays r WHERE r.id = ${id} AND r.tenant_id IS ${parameters.bind(tenantId)} AND r.state = 'running')
        LIMIT ${parameters.bind(TAKE_LIMIT)}
      )`;
    }),
    db
      .prepare("UPDATE replays SET total = total + changes() WHERE id = ?1 AND tenant_id IS ?2 RETURNING *")
      .bind(replayId, tenantId),
  ];
}

const Total = z.object({ total: z.number() });

/**
 * Begins a replay of what is selected and free; it is for a runner to send. Many are taken in hand in several
 * transactions: a crash between them leaves a replay of those before it, which says how many they are.
 */
export async function beginReplay(
  db: D1Database,
  ref: ReplayRef,
  selection: DeadLetterSelection,
  act: OperatorAct,
  askedFor: unknown,
): Promise<Replay> {
  const begin = beginStatements(db, ref, selection, act, askedFor);
  let row = (await db.batch(begin)).at(-1)?.results[0];
  for (let before = 0; Total.parse(row).total >= before + TAKE_LIMIT; ) {
    before = Total.parse(row).total;
    row = (await db.batch(takeStatements(db, ref, selection))).at(-1)?.results[0];
  }
  return toReplay(row);
}
