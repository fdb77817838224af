import { SyncStatus } from "@coccinelle/core";
import * as z from "zod";
import { DeadLetterReason } from "../dead-letters/dead-letter.ts";
import {
  type MessageCount,
  SELECT_MESSAGE_COUNTS,
  toHour,
  toMessageCount,
} from "../events/message-counts.ts";
import { COUNT_FAILED_RECORDS } from "../integrations/integration-overview.ts";
import { toIsoTime, toSqliteTime } from "../sql/time.ts";

/** The overview of a tenant: how much comes in, and what does not get on. */
export interface Overview {
  messages: MessageCount[];
  customersCreated: number;
  /** The number of parked dead letters by their reason, at most 10,000 of each. */
  deadLetters: { reason: DeadLetterReason; parked: number }[];
  integrations: IntegrationHealth[];
}

/** The state of an integration with another CRM. */
export interface IntegrationHealth {
  id: string;
  system: string;
  isActive: boolean;
  syncStatus: SyncStatus;
  /** The time of the oldest change that the sync has not read yet. Null where it has read all. */
  oldestUnreadAt: string | null;
  /** The number of passes in a row that failed as a whole. */
  failedPasses: number;
  /** The number of customers and activities that are not in the CRM as they should be. */
  failedRecords: number;
}

/** The hours that an overview counts. Both times are beginnings of hours. */
export interface OverviewPeriod {
  since: Date;
  until: Date;
}

/** Uses the index prospects_search, which begins with tenant and time. */
const COUNT_CUSTOMERS = `
  SELECT count(*) AS count FROM prospects
  WHERE tenant_id = ?1 AND coalesce(created_at, '') >= ?2 AND coalesce(created_at, '') < ?3`;

/** Counting ends at this number: a larger one would tell a person nothing more. */
const MAX_COUNTED = 10_000;

/** Takes ?1: the tenant, ?2: the reasons. */
const COUNT_DEAD_LETTERS = `
  SELECT e.value AS reason, (
    SELECT count(*) FROM (
      SELECT 1 FROM dead_letters INDEXED BY dead_letters_by_status_and_reason
      WHERE tenant_id = ?1 AND status = 'parked' AND reason = e.value LIMIT ${MAX_COUNTED}
    )
  ) AS parked
  FROM json_each(?2) e ORDER BY reason`;

const SELECT_INTEGRATIONS = `
  SELECT i.id, i.system_type AS system, i.is_active = 1 AS is_active, i.sync_status, coalesce(s.failures, 0) AS failed_passes,
    (SELECT min(c.seq) FROM prospect_changes c WHERE c.tenant_id = ?1 AND c.seq > s.live_position) AS oldest_unread,
    ${COUNT_FAILED_RECORDS} AS failed_records
  FROM crm_integrations i
  LEFT JOIN sync_cursors s ON s.tenant_id = i.tenant_id AND s.integration_id = i.id
  WHERE i.tenant_id = ?1 AND i.system_type <> 'native'
  ORDER BY i.system_type, i.id`;

const MessageCountRow = z.object({ hour: z.string(), channel: z.string(), count: z.number() });
const CustomersRow = z.object({ count: z.number() });
const DeadLettersRow = z.object({ reason: DeadLetterReason, parked: z.number() });
const IntegrationRow = z.object({
  id: z.string(),
  system: z.string(),
  is_active: z.number(),
  sync_status: SyncStatus.catch("idle"),
  failed_passes: z.number(),
  oldest_unread: z.number().nullable(),
  failed_records: z.number(),
});

/**
 * From this number on, a `seq` is a time in microseconds. A smaller one only orders the customers that are older
 * than the capture of changes.
 */
const FIRST_CLOCK_SEQ = 1_000_000_000_000_000;

function toIntegrationHealth(row: z.infer<typeof IntegrationRow>): IntegrationHealth {
  const unread = row.oldest_unread;
  return {
    id: row.id,
    system: row.system,
    isActive: row.is_active === 1,
    syncStatus: row.sync_status,
    oldestUnreadAt:
      unread !== null && unread >= FIRST_CLOCK_SEQ ? new Date(unread / 1000).toISOString() : null,
    failedPasses: row.failed_passes,
    failedRecords: row.failed_records,
  };
}

/** Reads a tenant's overview in one round trip, from indexes and stored counts alone. */
export async function readOverview(
  db: D1Database,
  tenantId: string,
  { since, until }: OverviewPeriod,
): Promise<Overview> {
  const [messages, customers, deadLetters, integrations] = await db.batch([
    db.prepare(SELECT_MESSAGE_COUNTS).bind(tenantId, toHour(since), toHour(until)),
    db.prepare(COUNT_CUSTOMERS).bind(tenantId, toSqliteTime(since), toSqliteTime(until)),
    db.prepare(COUNT_DEAD_LETTERS).bind(tenantId, JSON.stringify(DeadLetterReason.options)),
    db.prepare(SELECT_INTEGRATIONS).bind(tenantId),
  ]);
  const [created] = z.array(CustomersRow).parse(customers?.results);
  return {
    messages: z.array(MessageCountRow).parse(messages?.results).map(toMessageCount),
    customersCreated: created?.count ?? 0,
    deadLetters: z
      .array(DeadLettersRow)
      .parse(deadLetters?.results)
      .filter(({ parked }) => parked > 0),
    integrations: z.array(IntegrationRow).parse(integrations?.results).map(toIntegrationHealth),
  };
}

/** The events of all tenants that wait in the outbox. */
export interface OutboxDepth {
  /** At most 10,000. */
  events: number;
  oldestAt: string | null;
}

/** Reads how many events wait in the outbox, and since when. */
export async function readOutboxDepth(db: D1Database): Promise<OutboxDepth> {
  const row = await db
    .prepare(
      `SELECT count(*) AS events, min(created_at) AS oldest
       FROM (SELECT created_at FROM event_outbox WHERE created_at > '' ORDER BY created_at LIMIT ${MAX_COUNTED})`,
    )
    .first<{ events: number; oldest: string | null }>();
  return { events: row?.events ?? 0, oldestAt: row?.oldest ? toIsoTime(row.oldest) : null };
}
