import { toSqliteTime } from "../sql/time.ts";

/**
 * Deletes replays that ended before a time, the oldest first.
 *
 * @returns the number of deleted ones. Where it is the limit, there may be more.
 */
export async function deleteFinishedReplays(db: D1Database, before: Date, limit: number): Promise<number> {
  const { results } = await db
    .prepare(
      `DELETE FROM replays WHERE id IN (
         SELECT id FROM replays WHERE finished_at < ?1 ORDER BY finished_at LIMIT ?2
       ) RETURNING id`,
    )
    .bind(toSqliteTime(before), limit)
    .all();
  return results.length;
}
