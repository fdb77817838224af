/** Writes a time as the seed's columns hold it: SQLite's own text, UTC, so that `datetime('now', …)` compares with it. */
export function toSqliteTime(time: Date): string {
  return time.toISOString().replace("T", " ").replace("Z", "");
}

/**
 * Reads a time column as ISO 8601, UTC, with milliseconds. A text that other programs wrote and
 * that is no time is given back as it stands.
 */
export function toIsoTime(text: string): string {
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(" ", "T")}Z`;
  const milliseconds = Date.parse(/^\d{4}-\d\d-\d\dZ$/.test(zoned) ? zoned.slice(0, -1) : zoned);
  return Number.isNaN(milliseconds) ? text : new Date(milliseconds).toISOString();
}
