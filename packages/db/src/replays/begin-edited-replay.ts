import type { MessageEvent } from "@coccinelle/core";
import type { OperatorAct } from "../dead-letters/dead-letter.ts";
import { nextPosition } from "../dead-letters/dead-letter-history.ts";
import { toSqliteTime } from "../time.ts";
import { beginStatements } from "./begin-replay.ts";
import type { ReplayRef } from "./replay.ts";

/**
 * Begins a replay of an event that an operator made of a dead letter: it becomes a dead letter of its own,
 * so that it is kept until it is sent and found again should it fail, and the original is settled. The same
 * edit again is the same event, and is sent again only where it is parked.
 */
export async function beginEditedReplay(
  db: D1Database,
  ref: ReplayRef,
  { originalId, event }: { originalId: string; event: MessageEvent },
  act: OperatorAct,
): Promise<void> {
  const at = toSqliteTime(act.at);
  const writeHistory = (what: "edited" | "made", deadLetterId: string, eventId: string) =>
    db
      .prepare(
        `INSERT INTO dead_letter_history
           (dead_letter_id, position, at, what, actor_id, actor_name, reason, replay_id, event_id)
         VALUES (?1, ${nextPosition("?1")}, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
      )
      .bind(deadLetterId, at, what, act.actor.id, act.actor.name, act.reason, ref.replayId, eventId);
  await db.batch([
    db
      .prepare(
        `INSERT INTO dead_letters
           (id, event_id, tenant_id, provider, trace_id, reason, error, attempts, first_failed_at, last_failed_at, event)
         SELECT ?3, ?3, ?4, ?5, ?6, reason, error, attempts, first_failed_at, last_failed_at, ?7
         FROM dead_letters WHERE id = ?1 AND tenant_id IS ?2
         ON CONFLICT (id) DO NOTHING`,
      )
      .bind(
        originalId,
        ref.tenantId,
        event.id,
        event.tenantId,
        event.provider,
        event.traceId,
        JSON.stringify(event),
      ),
    writeHistory("made", event.id, originalId),
    writeHistory("edited", originalId, event.id),
    db
      .prepare(
        `UPDATE dead_letters SET status = 'replayed', settled_at = ?3, settled_reason = ?4
         WHERE id = ?1 AND tenant_id IS ?2 AND replay_step IS NULL`,
      )
      .bind(originalId, ref.tenantId, at, act.reason),
    ...beginStatements(db, ref, { ids: [event.id], status: "parked" }, act, {
      edited: originalId,
      eventId: event.id,
    }),
  ]);
}
