import { toSqliteTime } from "../sql/time.ts";
import type { DeadLetterReason } from "./dead-letter.ts";
import { nextPosition } from "./dead-letter-history.ts";

/** An event to park. `id` is the event's, or a hash of the body where there is no event. */
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
  /** False where `event` only shows what the message was. */
  replayable?: boolean | undefined;
}

/** Which of what was parked once, a letter `d`, a replay has sent since. */
const IS_SENT = "d.status = 'replayed' AND d.replay_id IS NOT NULL AND d.replay_step IS NOT 'waiting'";

/** What was sent has come back, as itself or as its tenant's: whether its replay has noted yet that it was sent, or not. */
const COUNT_FAILED_AGAIN = `
  UPDATE replays SET failed_again = failed_again + back.count, sent = sent + back.unnoted
  FROM (
    SELECT replay_id, count(*) AS count, count(replay_step) AS unnoted FROM (
      SELECT d.id, d.replay_id, d.replay_step FROM dead_letters d
      WHERE d.id IN (SELECT e.value ->> 'id' FROM json_each(?1) e) AND ${IS_SENT}
      UNION
      SELECT d.id, d.replay_id, d.replay_step FROM dead_letters d
      WHERE d.sent_as IN (SELECT e.value ->> 'id' FROM json_each(?1) e) AND ${IS_SENT}
    ) GROUP BY replay_id
  ) AS back
  WHERE replays.id = back.replay_id`;

/** Of what was sent as its tenant's, both histories name the other. */
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
    CASE WHEN known.id IS NULL THEN 'parked' ELSE 'parked_again' END,
    e.value ->> 'reason', e.value ->> 'error',
    coalesce(d.replay_id, CASE WHEN known.status = 'replayed' THEN known.replay_id END), d.id,
    e.value ->> 'codeVersion'
  FROM json_each(?1) e
  LEFT JOIN dead_letters known ON known.id = e.value ->> 'id'
  LEFT JOIN dead_letters d ON d.sent_as = e.value ->> 'id' AND ${IS_SENT}
  WHERE known.id IS NULL OR d.id IS NOT NULL OR known.status <> 'parked'
    OR known.reason <> e.value ->> 'reason' OR known.error <> e.value ->> 'error'
  ON CONFLICT DO NOTHING`;

/** What was sent as its tenant's stays replayed: the tenant's stands in its place. */
const LET_ORIGINS_GO = `
  UPDATE dead_letters AS d SET replay_step = NULL, sent_as = NULL
  WHERE d.sent_as IN (SELECT e.value ->> 'id' FROM json_each(?1) e) AND ${IS_SENT}`;

/** A replay whose turn for it is yet to come keeps it; any other has let it go. */
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

/** Parks events. The same event parked again stays one dead letter, with its latest reason and all of its history. */
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
    [COUNT_FAILED_AGAIN, WRITE_ORIGINS_HISTORY, WRITE_HISTORY, WRITE_DEAD_LETTERS, LET_ORIGINS_GO].map(
      (sql) => db.prepare(sql).bind(json),
    ),
  );
}
