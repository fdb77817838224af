import { toSqliteTime } from "../sql/time.ts";

/** The number of messages and calls that came in by one channel in one hour. */
export interface MessageCount {
  /** The beginning of the hour: ISO 8601, UTC. */
  hour: string;
  channel: string;
  count: number;
}

/**
 * Counts the activities of a batch. Takes ?1: the same rows as the statement that inserts the activities. It goes
 * before that statement in the same transaction, so an activity that was recorded before is not counted again.
 */
export const COUNT_MESSAGES = `
  INSERT INTO message_counts (tenant_id, hour, channel, count)
  SELECT e.value ->> 'tenantId', substr(e.value ->> 'createdAt', 1, 13), e.value ->> 'channel', count(*)
  FROM json_each(?1) e
  WHERE NOT EXISTS (SELECT 1 FROM customer_activities a WHERE a.id = e.value ->> 'id')
  GROUP BY 1, 2, 3
  ON CONFLICT (tenant_id, hour, channel) DO UPDATE SET count = count + excluded.count`;

/** Takes ?1: the tenant, ?2: the first hour, ?3: the hour after the last one. `toHour` writes the hours. */
export const SELECT_MESSAGE_COUNTS = `
  SELECT hour, channel, count FROM message_counts
  WHERE tenant_id = ?1 AND hour >= ?2 AND hour < ?3 ORDER BY hour, channel`;

/** An hour in the form of the table: `YYYY-MM-DD HH`, UTC. */
export function toHour(time: Date): string {
  return toSqliteTime(time).slice(0, 13);
}

export function toMessageCount({ hour, channel, count }: MessageCount): MessageCount {
  return { hour: `${hour.replace(" ", "T")}:00:00.000Z`, channel, count };
}
