import { ConflictError, errorMessage, type MessageEvent } from "@coccinelle/core";
import type { OperatorAct } from "../dead-letters/dead-letter.ts";
import { nextPosition } from "../dead-letters/dead-letter-history.ts";
import { toSqliteTime } from "../sql/time.ts";
import { beginStatements } from "./begin-replay.ts";
import { type Replay, type ReplayRef, toReplay } from "./replay.ts";

/**
 * Ends the transaction where the original is not parked, where a replay has taken it, where it was edited before, or
 * where the edited event exists already.
 */
const GUARD = `
  INSERT INTO edit_guard (refused)
  SELECT 1 WHERE EXISTS (SELECT 1 FROM dead_letters WHERE id = ?3)
    OR EXISTS (SELECT 1 FROM dead_letter_history WHERE dead_letter_id = ?1 AND what = 'edited')
    OR NOT EXISTS (
      SELECT 1 FROM dead_letters WHERE id = ?1 AND tenant_id IS ?2 AND status = 'parked' AND replay_step IS NULL
    )`;

/**
 * Begins a replay of an event that an operator made of a dead letter. The edited event becomes a dead letter of its
 * own, so that it is kept until it is sent, and found again if it fails. A message can be edited once: the original
 * is discarded and can never be sent again, even if it is parked once more.
 *
 * @throws ConflictError where somebody replayed, discarded or edited the original meanwhile
 */
export async function beginEditedReplay(
  db: D1Database,
  ref: ReplayRef,
  { originalId, event }: { originalId: string; event: MessageEvent },
  act: OperatorAct,
): Promise<Replay> {
  const at = toSqliteTime(act.at);
  const writeHistory = (what: "edited" | "made", deadLetterId: string, eventId: string) =>
    db
      .prepare(
        `INSERT INTO dead_letter_history
           (dead_letter_id, position, at, what, actor_id, actor_name, reason, replay_id, event_id)
         VALUES (?1, ${nextPosition("?1")}, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
      )
      .bind(deadLetterId, at, what, act.actor.id, act.actor.name, act.reason, ref.replayId, eventId);
  const begin = beginStatements(db, ref, { ids: [event.id], status: "parked" }, act, {
    edited: originalId,
    eventId: event.id,
  });
  const statements = [
    db.prepare(GUARD).bind(originalId, ref.tenantId, event.id),
    db
      .prepare(
        `INSERT INTO dead_letters
           (id, event_id, tenant_id, provider, trace_id, reason, error, attempts, first_failed_at, last_failed_at, event)
         SELECT ?3, ?3, ?4, ?5, ?6, reason, error, attempts, first_failed_at, last_failed_at, ?7
         FROM dead_letters WHERE id = ?1 AND tenant_id IS ?2`,
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
        `UPDATE dead_letters SET status = 'discarded', replayable = 0, settled_at = ?3, settled_reason = ?4
         WHERE id = ?1 AND tenant_id IS ?2`,
      )
      .bind(originalId, ref.tenantId, at, act.reason),
  ];
  const results = await runGuarded(db, [...statements, ...begin]);
  return toReplay(results.at(-1)?.results[0]);
}

async function runGuarded(db: D1Database, statements: D1PreparedStatement[]): Promise<D1Result[]> {
  try {
    return await db.batch(statements);
  } catch (error) {
    if (!errorMessage(error).includes("edit_is_refused")) throw error;
    throw new ConflictError("dead letter: it was replayed, discarded or edited meanwhile", { cause: error });
  }
}
