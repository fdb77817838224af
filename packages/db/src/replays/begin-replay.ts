import * as z from "zod";
import { countQuery, freeCondition } from "../dead-letters/count-selection.ts";
import type { OperatorAct } from "../dead-letters/dead-letter.ts";
import { type DeadLetterSelection, selectionSource } from "../dead-letters/dead-letter-selection.ts";
import { prepareStatement } from "../sql/prepare-statement.ts";
import { toSqliteTime } from "../sql/time.ts";
import { type Replay, type ReplayRef, toReplay } from "./replay.ts";

/**
 * The number of dead letters that one transaction takes. This many need half a second, and D1 runs one query at a
 * time.
 */
const TAKE_LIMIT = 10_000;

/**
 * The statements that begin a replay, for one transaction. They insert the replay's row and take the first dead
 * letters of the selection. The last statement returns the row.
 *
 * @param askedFor the operator's own selection, to be shown
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

/** Takes more dead letters of the selection while the replay runs. At most one replay takes a dead letter. */
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
 * Begins a replay of the selected dead letters that no other replay has taken. It sends nothing: the consumer Worker
 * does that later. More than 10,000 dead letters are taken in several transactions. After a crash between two of
 * them the replay holds the letters that were taken before the crash, and its `total` counts them.
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
