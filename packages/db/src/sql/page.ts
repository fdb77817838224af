import { InvalidPayloadError } from "@coccinelle/core";

/** As many rows as one answer holds where the caller names no number. */
export const DEFAULT_PAGE_LIMIT = 50;
/** Keeps one answer, and the database's time on it, small. */
export const MAX_PAGE_LIMIT = 200;

/** Which part of a list: up to `limit` rows (1–200, 50 by default) after the one that `cursor` names. */
export interface PageRequest {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** Part of a list. `nextCursor` brings the next part; it is null on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** @throws InvalidPayloadError outside 1–200 */
export function pageLimit({ limit = DEFAULT_PAGE_LIMIT }: PageRequest): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_LIMIT) {
    throw new InvalidPayloadError(`limit: must be a whole number from 1 to ${MAX_PAGE_LIMIT}`);
  }
  return limit;
}

/** Names a row by the values that its list is ordered by, as one opaque word (base64url). */
export function encodeCursor(parts: string[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/**
 * Reads what `encodeCursor` wrote.
 *
 * @param length how many values the list is ordered by
 * @throws InvalidPayloadError for anything else: a cursor comes back from outside
 */
export function decodeCursor(cursor: string, length: number): string[] {
  const parts = parseCursor(cursor);
  if (!Array.isArray(parts) || parts.length !== length || !parts.every((part) => typeof part === "string")) {
    throw new InvalidPayloadError("cursor: not one that this list gave out");
  }
  return parts;
}

function parseCursor(cursor: string): unknown {
  try {
    const text = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Cuts a page from `limit + 1` rows: the last one only tells that there is more. */
export function toPage<Row, T>(
  rows: Row[],
  limit: number,
  { toItem, keyOf }: { toItem: (row: Row) => T; keyOf: (row: Row) => string[] },
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null,
  };
}
