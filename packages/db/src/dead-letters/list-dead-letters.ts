import * as z from "zod";
import { decodeCursor, encodeCursor, type Page, type PageRequest, pageLimit } from "../sql/page.ts";
import { prepareStatement } from "../sql/prepare-statement.ts";
import { type DeadLetter, DeadLetterRow, toDeadLetter } from "./dead-letter.ts";
import { type DeadLetterFilter, filterCondition, filterSource } from "./dead-letter-selection.ts";

/** An event may have 128 KB. A Worker cannot hold 200 of these in several forms. */
const MAX_PAGE_BYTES = 4_000_000;

const FoundRow = z.object({ id: z.string(), last_failed_at: z.string(), size: z.number() });
type FoundRow = z.infer<typeof FoundRow>;

/**
 * A tenant's dead letters, the latest failure first. A null tenant stands for dead letters of no known tenant. A
 * page of large events has fewer entries than its limit.
 *
 * @throws InvalidPayloadError on a cursor that is not from such a list
 */
export async function listDeadLetters(
  db: D1Database,
  tenantId: string | null,
  filter: DeadLetterFilter,
  page: PageRequest = {},
): Promise<Page<DeadLetter>> {
  const limit = pageLimit(page);
  const { results } = await prepareStatement(db, (parameters) => {
    const conditions = [filterCondition(parameters, tenantId, filter)];
    if (page.cursor !== undefined) {
      const [lastFailedAt = "", id = ""] = decodeCursor(page.cursor, 2);
      conditions.push(`(last_failed_at, id) < (${parameters.bind(lastFailedAt)}, ${parameters.bind(id)})`);
    }
    return `SELECT id, last_failed_at, octet_length(event) AS size
      FROM ${filterSource(filter)} WHERE ${conditions.join(" AND ")}
      ORDER BY last_failed_at DESC, id DESC LIMIT ${parameters.bind(limit + 1)}`;
  }).all();
  const found = z.array(FoundRow).parse(results);
  const shown = cutPage(found, limit);
  const last = shown.at(-1);
  return {
    items: await readDeadLetters(db, tenantId, shown),
    nextCursor: last && found.length > shown.length ? encodeCursor([last.last_failed_at, last.id]) : null,
  };
}

/** Cuts a page by number and size. The first row is always on it, however large it is. */
function cutPage(found: readonly FoundRow[], limit: number): FoundRow[] {
  const shown: FoundRow[] = [];
  let bytes = 0;
  for (const row of found.slice(0, limit)) {
    bytes += row.size;
    if (shown.length > 0 && bytes > MAX_PAGE_BYTES) break;
    shown.push(row);
  }
  return shown;
}

async function readDeadLetters(
  db: D1Database,
  tenantId: string | null,
  rows: readonly FoundRow[],
): Promise<DeadLetter[]> {
  if (rows.length === 0) return [];
  const { results } = await db
    .prepare(
      `SELECT d.* FROM json_each(?1) e CROSS JOIN dead_letters d ON d.id = e.value AND d.tenant_id IS ?2
       ORDER BY e.key`,
    )
    .bind(JSON.stringify(rows.map(({ id }) => id)), tenantId)
    .all();
  return z.array(DeadLetterRow).parse(results).map(toDeadLetter);
}
