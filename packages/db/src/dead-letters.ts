import * as z from "zod";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "./page.ts";
import { toIsoTime, toSqliteTime } from "./time.ts";

/** Why an event could not be processed. */
export const DeadLetterReason = z.enum([
  /** The queue's message is no event that this code can read. */
  "invalid_event",
  /** Nobody owns the address that the message was sent to. */
  "unknown_address",
  /** The database refuses what is in the event, alone and every time. */
  "rejected_by_database",
  /** It failed as often as the queue delivers it. */
  "retries_exhausted",
]);
export type DeadLetterReason = z.infer<typeof DeadLetterReason>;

export const DeadLetterStatus = z.enum(["parked", "replayed", "discarded"]);
export type DeadLetterStatus = z.infer<typeof DeadLetterStatus>;

/** An event to park. `id` is the event's, or a hash of the body where there is no event. */
export interface ParkedEvent {
  id: string;
  eventId: string | null;
  tenantId: string | null;
  provider: string | null;
  reason: DeadLetterReason;
  error: string;
  attempts: number;
  failedAt: Date;
  /** The whole queue message. */
  event: unknown;
}

/** Parks events. The same event parked again stays one dead letter, with its latest reason. */
export async function parkEvents(db: D1Database, events: readonly ParkedEvent[]): Promise<void> {
  const rows = events.map(({ failedAt, event, ...rest }) => ({
    ...rest,
    failedAt: toSqliteTime(failedAt),
    event: JSON.stringify(event),
  }));
  await db
    .prepare(
      `INSERT INTO dead_letters
         (id, event_id, tenant_id, provider, reason, error, attempts, first_failed_at, last_failed_at, event)
       SELECT e.value ->> 'id', e.value ->> 'eventId', e.value ->> 'tenantId', e.value ->> 'provider',
         e.value ->> 'reason', e.value ->> 'error', e.value ->> 'attempts', e.value ->> 'failedAt',
         e.value ->> 'failedAt', e.value ->> 'event'
       FROM json_each(?1) e
       WHERE true
       ON CONFLICT (id) DO UPDATE SET
         reason = excluded.reason,
         error = excluded.error,
         attempts = max(attempts, excluded.attempts),
         status = 'parked',
         first_failed_at = min(first_failed_at, excluded.first_failed_at),
         last_failed_at = max(last_failed_at, excluded.last_failed_at)`,
    )
    .bind(JSON.stringify(rows))
    .run();
}

const DeadLetterRow = z.object({
  id: z.string(),
  event_id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  provider: z.string().nullable(),
  reason: DeadLetterReason,
  error: z.string(),
  attempts: z.number(),
  status: DeadLetterStatus,
  first_failed_at: z.string(),
  last_failed_at: z.string(),
  event: z.string(),
});

export interface DeadLetter {
  id: string;
  eventId: string | null;
  tenantId: string | null;
  provider: string | null;
  reason: DeadLetterReason;
  error: string;
  attempts: number;
  status: DeadLetterStatus;
  /** ISO 8601. */
  firstFailedAt: string;
  lastFailedAt: string;
  event: unknown;
}

function toDeadLetter(row: z.infer<typeof DeadLetterRow>): DeadLetter {
  const { event_id, tenant_id, first_failed_at, last_failed_at, event, ...rest } = row;
  return {
    ...rest,
    eventId: event_id,
    tenantId: tenant_id,
    firstFailedAt: toIsoTime(first_failed_at),
    lastFailedAt: toIsoTime(last_failed_at),
    event: JSON.parse(event),
  };
}

export interface DeadLetterFilter {
  status?: DeadLetterStatus | undefined;
  reason?: DeadLetterReason | undefined;
  /** Last failed at or after. */
  since?: Date | undefined;
  /** Last failed before. */
  until?: Date | undefined;
}

/**
 * A tenant's dead letters, latest failure first; with a null tenant those that none could be found for.
 *
 * @throws InvalidPayloadError on a cursor that no list gave
 */
export async function listDeadLetters(
  db: D1Database,
  tenantId: string | null,
  { status, reason, since, until }: DeadLetterFilter,
  page: PageRequest = {},
): Promise<Page<DeadLetter>> {
  const limit = pageLimit(page);
  const [lastFailedAt = null, lastId = null] = page.cursor ? decodeCursor(page.cursor, 2) : [];
  const { results } = await db
    .prepare(
      `SELECT * FROM dead_letters
       WHERE tenant_id IS ?1
         AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR reason = ?3)
         AND last_failed_at >= coalesce(?4, '') AND last_failed_at < coalesce(?5, '~')
         AND (?6 IS NULL OR (last_failed_at, id) < (?6, ?7))
       ORDER BY last_failed_at DESC, id DESC LIMIT ?8`,
    )
    .bind(
      tenantId,
      status ?? null,
      reason ?? null,
      since ? toSqliteTime(since) : null,
      until ? toSqliteTime(until) : null,
      lastFailedAt,
      lastId,
      limit + 1,
    )
    .all();
  const rows = results.map((row) => DeadLetterRow.parse(row));
  return toPage(rows, limit, { toItem: toDeadLetter, keyOf: (row) => [row.last_failed_at, row.id] });
}

/** A tenant's dead letter, or with a null tenant one that no tenant could be found for. */
export async function findDeadLetter(
  db: D1Database,
  tenantId: string | null,
  id: string,
): Promise<DeadLetter | null> {
  const row = await db
    .prepare("SELECT * FROM dead_letters WHERE id = ?1 AND tenant_id IS ?2")
    .bind(id, tenantId)
    .first();
  return row && toDeadLetter(DeadLetterRow.parse(row));
}
