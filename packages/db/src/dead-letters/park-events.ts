import { toSqliteTime } from "../sql/time.ts";
import type { DeadLetterReason } from "./dead-letter.ts";
import { nextPosition } from "./dead-letter-history.ts";

/** An event to park. `id` is the event's id, or a hash of the message where the message is no event. */
export interface ParkedEvent {
  id: string;
  eventId: string | null;
  tenantId: string | null;
  provider: string | null;
  traceId?: string | null | undefined;
  reason: DeadLetterReason;
  error: string;
  attempts: number;
  failedAt: Date;
  codeVersion?: string | null | undefined;
  /** The whole queue message. */
  event: unknown;
  /** False where `event` only shows the message and cannot be sent as one. */
  replayable?: boolean | undefined;
}

/** The condition that a replay has sent the dead letter `d` to the queue. */
const IS_SENT = "d.status = 'replayed' AND d.replay_id IS NOT NULL AND d.replay_step IS NOT 'waiting'";

/**
 * Counts dead letters that a replay sent and that failed again: as the same event, or as the event of the tenant
 * that it was given to. Where the replay has not counted such a letter as sent yet, it is counted as sent too.
 */
const COUNT_FAILED_AGAIN = `
  UPDATE replays SET failed_again = failed_again + back.count, sent = sent + back.uncounted
  FROM (
    SELECT replay_id, count(*) AS count, count(replay_step) AS uncounted FROM (
      SELECT d.id, d.replay_id, d.replay_step FROM dead_letters d
      WHERE d.id IN (SELECT e.value ->> 'id' FROM json_each(?1) e) AND ${IS_SENT}
      UNION
      SELECT d.id, d.replay_id, d.replay_step FROM dead_letters d
      WHERE d.sent_as IN (SELECT e.value ->> 'id' FROM json_each(?1) e) AND ${IS_SENT}
    ) GROUP BY replay_id
  ) AS back
  WHERE replays.id = back.replay_id`;

/**
 * A letter that was sent as another event gets an entry that names that event. The other event's entry names the
 * letter.
 */
const WRITE_ORIGINS_HISTORY = `
  INSERT INTO dead_letter_history
    (dead_letter_id, position, at, what, reason, error, replay_id, event_id, code_version)
  SELECT d.id, ${nextPosition("d.id")}, e.value ->> 'failedAt', 'parked_again', e.value ->> 'reason',
    e.value ->> 'error', d.replay_id, e.value ->> 'id', e.value ->> 'codeVersion'
  FROM json_each(?1) e CROSS JOIN dead_letters d ON d.sent_as = e.value ->> 'id'
  WHERE ${IS_SENT}
  ON CONFLICT DO NOTHING`;

const WRITE_HISTORY = `
  INSERT INTO dead_letter_history
    (dead_letter_id, position, at, what, reason, error, replay_id, event_id, code_version)
  SELECT e.value ->> 'id', ${nextPosition("e.value ->> 'id'")}, e.value ->> 'failedAt',
    CASE WHEN previous.id IS NULL THEN 'parked' ELSE 'parked_again' END,
    e.value ->> 'reason', e.value ->> 'error',
    coalesce(d.replay_id, CASE WHEN previous.status = 'replayed' THEN previous.replay_id END), d.id,
    e.value ->> 'codeVersion'
  FROM json_each(?1) e
  LEFT JOIN dead_letters previous ON previous.id = e.value ->> 'id'
  LEFT JOIN dead_letters d ON d.sent_as = e.value ->> 'id' AND ${IS_SENT}
  WHERE previous.id IS NULL OR d.id IS NOT NULL OR previous.status <> 'parked'
    OR previous.reason <> e.value ->> 'reason' OR previous.error <> e.value ->> 'error'
  ON CONFLICT DO NOTHING`;

/** A letter that was sent as another event stays replayed. The other event is the parked one from now on. */
const RELEASE_ORIGINS = `
  UPDATE dead_letters AS d SET replay_step = NULL, sent_as = NULL
  WHERE d.sent_as IN (SELECT e.value ->> 'id' FROM json_each(?1) e) AND ${IS_SENT}`;

/**
 * Writes the dead letters. A letter that waits for its turn in a replay stays in that replay. Every other letter
 * leaves its replay.
 */
const WRITE_DEAD_LETTERS = `
  INSERT INTO dead_letters
    (id, event_id, tenant_id, provider, trace_id, reason, error, attempts, first_failed_at, last_failed_at, event,
     code_version, replayable)
  SELECT e.value ->> 'id', e.value ->> 'eventId', e.value ->> 'tenantId', e.value ->> 'provider', e.value ->> 'traceId',
    e.value ->> 'reason', e.value ->> 'error', e.value ->> 'attempts', e.value ->> 'failedAt', e.value ->> 'failedAt',
    e.value ->> 'event', e.value ->> 'codeVersion', e.value ->> 'replayable'
  FROM json_each(?1) e
  WHERE true
  ON CONFLICT (id) DO UPDATE SET
    reason = excluded.reason,
    error = excluded.error,
    attempts = max(attempts, excluded.attempts),
    status = 'parked',
    settled_at = NULL,
    settled_reason = NULL,
    replay_step = CASE WHEN replay_step = 'waiting' THEN 'waiting' END,
    code_version = excluded.code_version,
    first_failed_at = min(first_failed_at, excluded.first_failed_at),
    last_failed_at = max(last_failed_at, excluded.last_failed_at)`;

/** Parks events. An event that is parked again stays one dead letter, with its latest reason and its whole history. */
export async function parkEvents(db: D1Database, events: readonly ParkedEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map(({ failedAt, event, replayable = true, ...rest }) => ({
    ...rest,
    failedAt: toSqliteTime(failedAt),
    event: JSON.stringify(event),
    replayable: Number(replayable),
  }));
  const json = JSON.stringify(rows);
  await db.batch(
    [COUNT_FAILED_AGAIN, WRITE_ORIGINS_HISTORY, WRITE_HISTORY, WRITE_DEAD_LETTERS, RELEASE_ORIGINS].map(
      (sql) => db.prepare(sql).bind(json),
    ),
  );
}
