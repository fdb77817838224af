import { type Replay, type ReplayRef, toReplay } from "./replay.ts";

/** Null where the tenant has none with this id. */
export async function findReplay(db: D1Database, { tenantId, replayId }: ReplayRef): Promise<Replay | null> {
  const row = await db
    .prepare("SELECT * FROM replays WHERE id = ?1 AND tenant_id IS ?2")
    .bind(replayId, tenantId)
    .first();
  return row && toReplay(row);
}
