import { toSqliteTime } from "../time.ts";
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

/** What was sent has come back: whether its replay has noted yet that it was sent, or not. */
const COUNT_FAILED_AGAIN = `
  UPDATE replays SET failed_again = failed_again + back.count, sent = sent + back.unnoted
  FROM (
    SELECT d.replay_id, count(*) AS count, count(d.replay_step) AS unnoted
    FROM dead_letters d
    WHERE d.id IN (SELECT e.value ->> 'id' FROM json_each(?1) e)
      AND d.status = 'replayed' AND d.replay_id IS NOT NULL AND d.replay_step IS NOT 'claimed'
    GROUP BY d.replay_id
  ) AS back
  WHERE replays.id = back.replay_id`;

const WRITE_HISTORY = `
  INSERT INTO dead_letter_history (dead_letter_id, position, at, what, reason, error, replay_id, code_version)
  SELECT e.value ->> 'id', ${nextPosition("e.value ->> 'id'")}, e.value ->> 'failedAt',
    CASE WHEN d.id IS NULL THEN 'parked' ELSE 'parked_again' END,
    e.value ->> 'reason', e.value ->> 'error', CASE WHEN d.status = 'replayed' THEN d.replay_id END,
    e.value ->> 'codeVersion'
  FROM json_each(?1) e LEFT JOIN dead_letters d ON d.id = e.value ->> 'id'
  WHERE d.id IS NULL OR d.status <> 'parked' OR d.reason <> e.value ->> 'reason' OR d.error <> e.value ->> 'error'
  ON CONFLICT DO NOTHING`;

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
    replay_step = CASE WHEN replay_step = 'claimed' THEN 'claimed' END,
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
    [COUNT_FAILED_AGAIN, WRITE_HISTORY, WRITE_DEAD_LETTERS].map((sql) => db.prepare(sql).bind(json)),
  );
}
