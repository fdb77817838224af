import { InvalidPayloadError } from "@coccinelle/core";

/** The number of rows in one answer where the caller names none. */
export const DEFAULT_PAGE_LIMIT = 50;
/** The largest number of rows in one answer. It keeps the answer, and the database's time on it, small. */
export const MAX_PAGE_LIMIT = 200;

/**
 * The part of a list that a caller wants: up to `limit` rows (1–200, 50 by default) after the row that `cursor`
 * names.
 */
export interface PageRequest {
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** A part of a list. `nextCursor` asks for the next part. It is null on the last part. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/**
 * The number of rows that a page may have.
 *
 * @throws InvalidPayloadError outside 1–200
 */
export function pageLimit({ limit = DEFAULT_PAGE_LIMIT }: PageRequest): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_PAGE_LIMIT) {
    throw new InvalidPayloadError(`limit: must be a whole number from 1 to ${MAX_PAGE_LIMIT}`);
  }
  return limit;
}

/** Writes the values that a list is ordered by as one opaque word (base64url), which names a row of the list. */
export function encodeCursor(parts: string[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/**
 * Reads a cursor that `encodeCursor` wrote.
 *
 * @param length the number of values that the list is ordered by
 * @throws InvalidPayloadError for any other text, since a cursor comes back from outside
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

/** Cuts a page from `limit + 1` rows. The last row is not shown: it only tells that the list goes on. */
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
