import { nextPosition } from "../dead-letters/dead-letter-history.ts";
import { toSqliteTime } from "../sql/time.ts";
import { type Replay, type ReplayRef, toReplay } from "./replay.ts";

/** The dead letters of the replay ?1 of the tenant ?2. */
const OF_REPLAY = "replay_id = ?1 AND tenant_id IS ?2";
const SENDING = `${OF_REPLAY} AND replay_step = 'sending'`;

/** Dead letters that still wait for their turn leave the replay. Their status stays as it was. */
const RELEASE_WAITING = `
  UPDATE dead_letters SET replay_step = NULL, replay_id = NULL WHERE ${OF_REPLAY} AND replay_step = 'waiting'`;

/**
 * Ends a replay that has sent all of its dead letters.
 *
 * @returns false where it still holds letters that wait or are being sent
 */
export async function finishReplay(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  now: Date,
): Promise<boolean> {
  const isHeld = `EXISTS (SELECT 1 FROM dead_letters WHERE ${OF_REPLAY} AND replay_step IS NOT NULL)`;
  const [, left] = await db.batch<{ left: number }>([
    db
      .prepare(
        `UPDATE replays SET state = iif(state = 'running', 'done', state), finished_at = ?3
         WHERE id = ?1 AND tenant_id IS ?2 AND finished_at IS NULL AND NOT ${isHeld}`,
      )
      .bind(replayId, tenantId, toSqliteTime(now)),
    db.prepare(`SELECT ${isHeld} AS left`).bind(replayId, tenantId),
  ]);
  return left?.results[0]?.left === 0;
}

/**
 * Cancels a replay before its next page. A page that is being sent is sent to its end, and only then is the replay
 * finished.
 *
 * @returns the cancelled replay. Null where the tenant has no running replay with this id.
 */
export async function cancelReplay(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  now: Date,
): Promise<Replay | null> {
  const [cancelled] = await db.batch([
    db
      .prepare(
        `UPDATE replays SET state = 'cancelled',
           finished_at = CASE WHEN NOT EXISTS (SELECT 1 FROM dead_letters WHERE ${SENDING}) THEN ?3 END
         WHERE id = ?1 AND tenant_id IS ?2 AND state = 'running' RETURNING *`,
      )
      .bind(replayId, tenantId, toSqliteTime(now)),
    db.prepare(RELEASE_WAITING).bind(replayId, tenantId),
  ]);
  const [row] = cancelled?.results ?? [];
  return row === undefined ? null : toReplay(row);
}

/**
 * Ends a replay as failed. Letters that were being sent may or may not be in the queue. They are parked again, since
 * sending an event twice does no harm.
 */
export async function failReplay(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  error: string,
  now: Date,
): Promise<void> {
  const time = toSqliteTime(now);
  await db.batch([
    db
      .prepare(
        `UPDATE replays SET state = iif(state = 'running', 'failed', state), error = ?3, finished_at = ?4
         WHERE id = ?1 AND tenant_id IS ?2 AND finished_at IS NULL`,
      )
      .bind(replayId, tenantId, error, time),
    db.prepare(RELEASE_WAITING).bind(replayId, tenantId),
    db
      .prepare(
        `INSERT INTO dead_letter_history (dead_letter_id, position, at, what, reason, error, replay_id)
         SELECT d.id, ${nextPosition("d.id")}, ?4, 'parked_again', d.reason, ?3, ?1 FROM dead_letters d WHERE ${SENDING}`,
      )
      .bind(replayId, tenantId, error, time),
    db
      .prepare(
        `UPDATE dead_letters SET replay_step = NULL, status = 'parked', settled_at = NULL, settled_reason = NULL
         WHERE ${SENDING}`,
      )
      .bind(replayId, tenantId),
  ]);
}
