const DAY_MS = 24 * 60 * 60 * 1000;
/** March 1973. A number that would be an earlier time is a year or a date, such as 20240131. */
const EARLIEST_EPOCH_MS = 100_000_000_000;

/**
 * Writes a time as the CRM's time columns hold it: `YYYY-MM-DD HH:MM:SS.mmm` in UTC. This is SQLite's own form, so
 * that a comparison with `datetime('now', …)` holds.
 */
export function toSqliteTime(time: Date): string {
  return time.toISOString().replace("T", " ").replace("Z", "");
}

/** The time that lies the given number of days before `now`, as the CRM's time columns hold it. */
export function daysBefore(now: Date, days: number): string {
  return toSqliteTime(new Date(now.getTime() - days * DAY_MS));
}

/**
 * Reads a time column as ISO 8601 in UTC with milliseconds. Other programs also write seconds or milliseconds
 * since 1970, and these are read too. A text that is no time comes back unchanged.
 */
export function toIsoTime(text: string): string {
  const time = new Date(/^\d+(\.\d*)?$/.test(text) ? readEpoch(Number(text)) : parseTime(text));
  return Number.isNaN(time.getTime()) ? text : time.toISOString();
}

function readEpoch(value: number): number {
  if (value >= EARLIEST_EPOCH_MS) return value;
  return value * 1000 >= EARLIEST_EPOCH_MS ? value * 1000 : Number.NaN;
}

function parseTime(text: string): number {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(" ", "T")}Z`;
  return Date.parse(/^\d{4}-\d\d-\d\dZ$/.test(zoned) ? zoned.slice(0, -1) : zoned);
}
