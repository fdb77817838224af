import * as z from "zod";
import { nextPosition } from "../dead-letters/dead-letter-history.ts";
import { toSqliteTime } from "../sql/time.ts";
import type { ReplayRef } from "./replay.ts";

/** A dead letter that is to be sent. */
export interface ReplayLetter {
  id: string;
  /** The queue's message. */
  event: unknown;
}

/** A dead letter that is sent as an event with another id than its own. */
export interface SentAs {
  id: string;
  eventId: string;
}

/** How much one page of a replay may hold. */
export interface ReplayPageLimits {
  letters: number;
  /** The largest sum of their events as JSON. The first letter is taken however large it is. */
  bytes: number;
}

const SELECT_SENDING = `
  SELECT id, event FROM dead_letters
  WHERE replay_id = ?1 AND tenant_id IS ?2 AND replay_step = 'sending' ORDER BY id`;

/**
 * Takes the replay's next dead letters for sending. They are `replayed` from then on. So where an event fails again
 * while its page is still being sent, parking it changes the status, and the status stays parked.
 */
export async function takeReplayPage(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  { letters, bytes }: ReplayPageLimits,
  now: Date,
): Promise<ReplayLetter[]> {
  const results = await db.batch([
    db
      .prepare(
        `UPDATE dead_letters SET replay_step = 'sending', status = 'replayed', sent_as = NULL, settled_at = ?5,
           settled_reason = (SELECT r.reason FROM replays r WHERE r.id = ?1 AND r.tenant_id IS ?2)
         WHERE id IN (
           SELECT id FROM (
             SELECT id, row_number() OVER (ORDER BY id) AS place, sum(size) OVER (ORDER BY id) AS sum FROM (
               SELECT id, octet_length(event) AS size FROM dead_letters
               WHERE replay_id = ?1 AND tenant_id IS ?2 AND replay_step = 'waiting' ORDER BY id LIMIT ?3
             ) AS next
           ) AS summed WHERE place = 1 OR sum <= ?4
         )`,
      )
      .bind(replayId, tenantId, letters, bytes, toSqliteTime(now)),
    db
      .prepare(
        `INSERT INTO dead_letter_history (dead_letter_id, position, at, what, actor_id, actor_name, reason, replay_id)
         SELECT d.id, ${nextPosition("d.id")}, ?3, 'replayed', r.actor_id, r.actor_name, r.reason, r.id
         FROM replays r CROSS JOIN dead_letters d
           ON d.replay_id = r.id AND d.tenant_id IS r.tenant_id AND d.replay_step = 'sending'
         WHERE r.id = ?1 AND r.tenant_id IS ?2`,
      )
      .bind(replayId, tenantId, toSqliteTime(now)),
    db.prepare(SELECT_SENDING).bind(replayId, tenantId),
  ]);
  return toLetters(results.at(-1)?.results);
}

/** Lists the dead letters that are being sent. After a crash they may or may not be in the queue. */
export async function listSendingLetters(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
): Promise<ReplayLetter[]> {
  return toLetters((await db.prepare(SELECT_SENDING).bind(replayId, tenantId).all()).results);
}

const LetterRow = z.object({ id: z.string(), event: z.string() });

export function toLetters(rows: unknown): ReplayLetter[] {
  return z
    .array(LetterRow)
    .parse(rows)
    .map(({ id, event }) => ({ id, event: JSON.parse(event) }));
}

/**
 * Writes, before dead letters are sent, which of them are sent under another id. If they fail, they come back under
 * that id.
 */
export async function noteSentAs(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  letters: readonly SentAs[],
): Promise<void> {
  await db
    .prepare(
      `UPDATE dead_letters SET sent_as = e.value ->> 'eventId' FROM json_each(?3) e
       WHERE dead_letters.id = e.value ->> 'id' AND replay_id = ?1 AND tenant_id IS ?2 AND replay_step = 'sending'`,
    )
    .bind(replayId, tenantId, JSON.stringify(letters))
    .run();
}

/**
 * The condition of letters that are still being sent. A letter that was parked again meanwhile was counted then, and
 * has left the replay.
 */
const STILL_SENDING =
  "replay_id = ?1 AND tenant_id IS ?2 AND replay_step = 'sending' AND id IN (SELECT value FROM json_each(?3))";

/** Records that the queue took dead letters. */
export async function recordSentLetters(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  ids: readonly string[],
): Promise<void> {
  const json = JSON.stringify(ids);
  await db.batch([
    db
      .prepare(
        `UPDATE replays SET sent = sent + (SELECT count(*) FROM dead_letters WHERE ${STILL_SENDING})
         WHERE id = ?1 AND tenant_id IS ?2`,
      )
      .bind(replayId, tenantId, json),
    db
      .prepare(`UPDATE dead_letters SET replay_step = NULL WHERE ${STILL_SENDING}`)
      .bind(replayId, tenantId, json),
  ]);
}

/** Records that the queue refused dead letters. They leave the replay and are parked as before. */
export async function refuseLetters(
  db: D1Database,
  { tenantId, replayId }: ReplayRef,
  ids: readonly string[],
  { error, at }: { error: string; at: Date },
): Promise<void> {
  const json = JSON.stringify(ids);
  await db.batch([
    db
      .prepare(
        `UPDATE replays SET refused = refused + (SELECT count(*) FROM dead_letters WHERE ${STILL_SENDING})
         WHERE id = ?1 AND tenant_id IS ?2`,
      )
      .bind(replayId, tenantId, json),
    db
      .prepare(
        `INSERT INTO dead_letter_history (dead_letter_id, position, at, what, reason, error, replay_id)
         SELECT d.id, ${nextPosition("d.id")}, ?4, 'refused', d.reason, ?5, ?1
         FROM dead_letters d WHERE ${STILL_SENDING}`,
      )
      .bind(replayId, tenantId, json, toSqliteTime(at), error),
    db
      .prepare(
        `UPDATE dead_letters SET replay_step = NULL, status = 'parked', settled_at = NULL, settled_reason = NULL
         WHERE ${STILL_SENDING}`,
      )
      .bind(replayId, tenantId, json),
  ]);
}
