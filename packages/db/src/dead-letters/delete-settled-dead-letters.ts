import { toSqliteTime } from "../sql/time.ts";

/**
 * Deletes dead letters that were replayed or discarded before a time, with their history, the oldest first. A dead
 * letter that is parked, or that a replay has taken, is never deleted.
 *
 * @returns the number of deleted ones. Where it is the limit, there may be more.
 */
export async function deleteSettledDeadLetters(db: D1Database, before: Date, limit: number): Promise<number> {
  const { results } = await db
    .prepare(
      `DELETE FROM dead_letters WHERE id IN (
         SELECT id FROM dead_letters
         WHERE settled_at < ?1 AND status <> 'parked' AND replay_step IS NULL
         ORDER BY settled_at LIMIT ?2
       ) RETURNING id`,
    )
    .bind(toSqliteTime(before), limit)
    .all();
  return results.length;
}
