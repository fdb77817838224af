import { toDatabaseError } from "../sql/database-error.ts";
import { toSqliteTime } from "../sql/time.ts";

/** An event that a webhook accepted while the queue refused it: a row of `event_outbox`. */
export interface OutboxEvent {
  id: string;
  /** The event's JSON. */
  event: string;
  /** `YYYY-MM-DD HH:MM:SS.mmm`, UTC. */
  createdAt: string;
}

/**
 * Stores an event until the queue takes it. The same event is stored once.
 *
 * @param event its JSON
 * @throws TransientError or NonRetryableError where the event was not stored
 */
export async function insertOutboxEvent(
  db: D1Database,
  { id, event, createdAt }: { id: string; event: string; createdAt: Date },
): Promise<void> {
  try {
    await db
      .prepare(
        "INSERT INTO event_outbox (id, event, created_at) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING",
      )
      .bind(id, event, toSqliteTime(createdAt))
      .run();
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/** Lists up to `limit` events, the oldest first: those after the given event, or from the oldest one on. */
export async function listOutboxEvents(
  db: D1Database,
  after: Pick<OutboxEvent, "id" | "createdAt"> | null,
  limit: number,
): Promise<OutboxEvent[]> {
  const { results } = await db
    .prepare(
      `SELECT id, event, created_at AS createdAt FROM event_outbox
       WHERE (created_at, id) > (?1, ?2) ORDER BY created_at, id LIMIT ?3`,
    )
    .bind(after?.createdAt ?? "", after?.id ?? "", limit)
    .all<OutboxEvent>();
  return results;
}

export async function deleteOutboxEvents(db: D1Database, ids: readonly string[]): Promise<void> {
  await db
    .prepare("DELETE FROM event_outbox WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(ids))
    .run();
}
