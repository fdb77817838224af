import { toSqliteTime } from "./time.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A time column's text for so many days ago. */
export function daysBefore(now: Date, days: number): string {
  return toSqliteTime(new Date(now.getTime() - days * DAY_MS));
}
