import * as z from "zod";
import type { Replay } from "./replay.ts";

/** More would make each look at a replay's progress too expensive. */
const MAX_COUNTED = 1_000;

const Row = z.object({ known: z.number(), recorded: z.number() });

/**
 * How many of the dead letters that a replay sent stand as activities by now. With those that failed again
 * they are all that it sent, once every outcome is known.
 *
 * @returns null where it cannot be told: of a replay of more than 1,000, of failed syncs, and where another
 *   replay took some of them since
 */
export async function countRecorded(
  db: D1Database,
  { id, tenantId, sent, refused }: Replay,
): Promise<number | null> {
  if (sent > MAX_COUNTED) return null;
  const row = await db
    .prepare(
      `SELECT count(*) AS known, count(a.id) AS recorded
       FROM dead_letters d
       LEFT JOIN customer_activities a
         ON a.id = coalesce(d.sent_as, d.id) AND a.tenant_id = coalesce(d.tenant_id, a.tenant_id) AND d.status = 'replayed'
       WHERE d.replay_id = ?1 AND d.tenant_id IS ?2 AND d.replay_step IS NULL`,
    )
    .bind(id, tenantId)
    .first();
  const { known, recorded } = Row.parse(row);
  return known < sent + refused ? null : recorded;
}
