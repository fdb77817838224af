import { toSqliteTime } from "../time.ts";
import { type Replay, type ReplayRef, toReplay } from "./replay.ts";

/** What has not had its turn is nobody's again, and has the status that it had. */
const RELEASE_CLAIMED = `
  UPDATE dead_letters SET replay_step = NULL, replay_id = NULL
  WHERE replay_id = ?1 AND replay_step = 'claimed'
    AND EXISTS (SELECT 1 FROM replays r WHERE r.id = ?1 AND r.state IN ('cancelled', 'failed'))`;

/**
 * Notes that a replay is done, if it has nothing in hand any more.
 *
 * @returns whether that is so
 */
export async function finishReplay(db: D1Database, replayId: string, now: Date): Promise<boolean> {
  const inHand = "EXISTS (SELECT 1 FROM dead_letters WHERE replay_id = ?1 AND replay_step IS NOT NULL)";
  const [, left] = await db.batch<{ left: number }>([
    db
      .prepare(
        `UPDATE replays SET state = 'done', finished_at = ?2
         WHERE id = ?1 AND state = 'running' AND NOT ${inHand}`,
      )
      .bind(replayId, toSqliteTime(now)),
    db.prepare(`SELECT ${inHand} AS left`).bind(replayId),
  ]);
  return left?.results[0]?.left === 0;
}

/**
 * Ends a replay before its next page; a page on its way is still sent.
 *
 * @returns the replay as it is then; null where the tenant has none with this id that is running
 */
export async function cancelReplay(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  now: Date,
): Promise<Replay | null> {
  const [cancelled] = await db.batch([
    db
      .prepare(
        `UPDATE replays SET state = 'cancelled', finished_at = ?3
         WHERE id = ?1 AND tenant_id IS ?2 AND state = 'running' RETURNING *`,
      )
      .bind(replayId, tenantId, toSqliteTime(now)),
    db.prepare(RELEASE_CLAIMED).bind(replayId),
  ]);
  const [row] = cancelled?.results ?? [];
  return row === undefined ? null : toReplay(row);
}

/** Gives a replay up. What may or may not be in the queue is parked, too: to send it once more is harmless. */
export async function failReplay(db: D1Database, replayId: string, error: string, now: Date): Promise<void> {
  await db.batch([
    db
      .prepare(
        "UPDATE replays SET state = 'failed', error = ?2, finished_at = ?3 WHERE id = ?1 AND state = 'running'",
      )
      .bind(replayId, error, toSqliteTime(now)),
    db.prepare(RELEASE_CLAIMED).bind(replayId),
    db
      .prepare(
        `UPDATE dead_letters SET replay_step = NULL, status = 'parked', settled_at = NULL, settled_reason = NULL
         WHERE replay_id = ?1 AND replay_step = 'sending'`,
      )
      .bind(replayId),
  ]);
}
