import * as z from "zod";
import type { Replay } from "./replay.ts";

/** A look at a replay's progress has to stay cheap, so no more letters than this are counted. */
const MAX_COUNTED = 1_000;

const Row = z.object({ letters: z.number(), recorded: z.number() });

/**
 * Counts the dead letters of a replay that are activities by now. Once every outcome is known, these and the ones
 * that failed again make up all that the replay sent.
 *
 * @returns null where it cannot be counted: a replay that sent more than 1,000 letters, a replay of failed syncs,
 *   and a replay of which another replay has taken letters since
 */
export async function countRecorded(
  db: D1Database,
  { id, tenantId, sent, refused }: Replay,
): Promise<number | null> {
  if (sent > MAX_COUNTED) return null;
  const row = await db
    .prepare(
      `SELECT count(*) AS letters, count(a.id) AS recorded
       FROM dead_letters d
       LEFT JOIN customer_activities a
         ON a.id = coalesce(d.sent_as, d.id) AND a.tenant_id = coalesce(d.tenant_id, a.tenant_id) AND d.status = 'replayed'
       WHERE d.replay_id = ?1 AND d.tenant_id IS ?2 AND d.replay_step IS NULL`,
    )
    .bind(id, tenantId)
    .first();
  const { letters, recorded } = Row.parse(row);
  return letters < sent + refused ? null : recorded;
}
