import * as z from "zod";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { prepareStatement } from "../sql/prepare-statement.ts";
import { toSqliteTime } from "../sql/time.ts";
import { type Replay, type ReplayRef, toReplay } from "./replay.ts";

/** Null where the tenant has no replay with this id. */
export async function findReplay(db: D1Database, { tenantId, replayId }: ReplayRef): Promise<Replay | null> {
  const row = await db
    .prepare("SELECT * FROM replays WHERE id = ?1 AND tenant_id IS ?2")
    .bind(replayId, tenantId)
    .first();
  return row && toReplay(row);
}

/** A tenant's replays, the latest first. A null tenant stands for replays of dead letters of no known tenant. */
export async function listReplays(
  db: D1Database,
  tenantId: string | null,
  page: PageRequest = {},
): Promise<Page<Replay>> {
  const limit = pageLimit(page);
  const { results } = await prepareStatement(db, (parameters) => {
    const conditions = [`tenant_id IS ${parameters.bind(tenantId)}`];
    if (page.cursor !== undefined) {
      const [startedAt = "", id = ""] = decodeCursor(page.cursor, 2);
      conditions.push(`(started_at, id) < (${parameters.bind(startedAt)}, ${parameters.bind(id)})`);
    }
    return `SELECT * FROM replays WHERE ${conditions.join(" AND ")}
      ORDER BY started_at DESC, id DESC LIMIT ${parameters.bind(limit + 1)}`;
  }).all();
  return toPage(results.map(toReplay), limit, {
    toItem: (replay) => replay,
    keyOf: (replay) => [toSqliteTime(new Date(replay.startedAt)), replay.id],
  });
}

const UnfinishedRow = z.object({ id: z.string(), tenant_id: z.string().nullable() });

/** Replays of all tenants that still hold dead letters, in the order of their ids. */
export async function listUnfinishedReplays(
  db: D1Database,
  afterId: string,
  limit: number,
): Promise<ReplayRef[]> {
  const { results } = await db
    .prepare("SELECT id, tenant_id FROM replays WHERE finished_at IS NULL AND id > ?1 ORDER BY id LIMIT ?2")
    .bind(afterId, limit)
    .all();
  return results.map((row) => {
    const { id, tenant_id } = UnfinishedRow.parse(row);
    return { tenantId: tenant_id, replayId: id };
  });
}
