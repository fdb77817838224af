import * as z from "zod";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { toIsoTime } from "../sql/time.ts";

/** A pass of an integration that did something or failed: a row of `sync_runs`. Times are ISO 8601, UTC. */
export interface SyncRun {
  id: string;
  startedAt: string;
  finishedAt: string;
  /** How the pass ended: `done`, `more`, `wait`, `needs_auth` or `failed`. */
  result: string;
  /** How many records of each outcome. */
  counts: Record<string, number>;
  /** In plain words. Null where the pass did not fail. */
  error: string | null;
}

interface SyncRunRow {
  id: string;
  started_at: string;
  finished_at: string;
  result: string;
  counts: string;
  error: string | null;
}

const Counts = z.record(z.string(), z.number());

function toSyncRun(row: SyncRunRow): SyncRun {
  return {
    id: row.id,
    startedAt: toIsoTime(row.started_at),
    finishedAt: toIsoTime(row.finished_at),
    result: row.result,
    counts: Counts.parse(JSON.parse(row.counts)),
    error: row.error,
  };
}

/** An integration's runs, the latest first. */
export async function listSyncRuns(
  db: D1Database,
  tenantId: string,
  integrationId: string,
  page: PageRequest = {},
): Promise<Page<SyncRun>> {
  const limit = pageLimit(page);
  const [startedAt = "~", id = ""] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 2);
  const { results } = await db
    .prepare(
      `SELECT id, started_at, finished_at, result, counts, error FROM sync_runs
       WHERE tenant_id = ?1 AND integration_id = ?2 AND (started_at, id) < (?3, ?4)
       ORDER BY started_at DESC, id DESC LIMIT ?5`,
    )
    .bind(tenantId, integrationId, startedAt, id, limit + 1)
    .all<SyncRunRow>();
  return toPage(results, limit, { toItem: toSyncRun, keyOf: (row) => [row.started_at, row.id] });
}
