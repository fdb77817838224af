import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { SqlParameters } from "../sql/prepare-statement.ts";
import { toIsoTime, toSqliteTime } from "../sql/time.ts";

/** A change that somebody made by the operators' API: a row of `operator_audit`. Its time is ISO 8601, UTC. */
export interface AuditEntry {
  id: string;
  at: string;
  actor: { kind: string; id: string; name: string | null };
  /** Method and route pattern, such as `DELETE /api/tenants/:tenantId/customers/:id`. */
  action: string;
  /** The id of the thing that was changed. */
  target: string | null;
  reason: string | null;
  /** The number of things that were changed. */
  count: number | null;
  /**
   * The HTTP status of the answer. Null where the Worker ended before it wrote one: the change may or may not have
   * happened.
   */
  status: number | null;
}

/** The part of an entry that is written before a change. `tenantId` is null where the change belongs to no tenant. */
export type AuditIntent = Pick<AuditEntry, "id" | "actor" | "action" | "target"> & {
  tenantId: string | null;
};

/** The part of an entry that is written after a change. A null `target` leaves the target that is written already. */
export type AuditOutcome = Pick<AuditEntry, "target" | "reason" | "count"> & { status: number };

export interface AuditFilter {
  /** Changes at this time or later. */
  since?: Date | undefined;
  /** Changes before this time. */
  until?: Date | undefined;
  /** An actor's id. */
  actor?: string | undefined;
  action?: string | undefined;
}

interface AuditRow {
  id: string;
  at: string;
  actor_kind: string;
  actor_id: string;
  actor_name: string | null;
  action: string;
  target: string | null;
  reason: string | null;
  count: number | null;
  status: number | null;
}

function toAuditEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: toIsoTime(row.at),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    target: row.target,
    reason: row.reason,
    count: row.count,
    status: row.status,
  };
}

/** Writes an entry before its change is made, so that no change is ever without an entry. */
export async function insertAuditEntry(db: D1Database, intent: AuditIntent, now: Date): Promise<void> {
  const { id, tenantId, actor, action, target } = intent;
  await db
    .prepare(
      `INSERT INTO operator_audit (id, tenant_id, at, actor_kind, actor_id, actor_name, action, target)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
    )
    .bind(id, tenantId, toSqliteTime(now), actor.kind, actor.id, actor.name, action, target)
    .run();
}

/** Adds the outcome of a change to its entry. A trigger allows this only once. */
export async function completeAuditEntry(
  db: D1Database,
  { id, tenantId }: Pick<AuditIntent, "id" | "tenantId">,
  { status, target, reason, count }: AuditOutcome,
): Promise<void> {
  await db
    .prepare(
      `UPDATE operator_audit SET status = ?3, target = coalesce(?4, target), reason = ?5, count = ?6
       WHERE id = ?1 AND tenant_id IS ?2`,
    )
    .bind(id, tenantId, status, target, reason, count)
    .run();
}

/** The index that fits a filter best. SQLite does not always choose this one by itself. */
function indexFor({ actor, action }: AuditFilter): string {
  const by = [...(actor === undefined ? [] : ["actor"]), ...(action === undefined ? [] : ["action"])];
  return `operator_audit_by_${by.join("_and_") || "tenant"}`;
}

/** A tenant's changes, the latest first. A null tenant stands for the changes that belong to no tenant. */
export async function listAuditEntries(
  db: D1Database,
  tenantId: string | null,
  filter: AuditFilter,
  page: PageRequest = {},
): Promise<Page<AuditEntry>> {
  const { since, until, actor, action } = filter;
  const limit = pageLimit(page);
  const parameters = new SqlParameters();
  const conditions = [`tenant_id IS ${parameters.bind(tenantId)}`];
  if (actor !== undefined) conditions.push(`actor_id = ${parameters.bind(actor)}`);
  if (action !== undefined) conditions.push(`action = ${parameters.bind(action)}`);
  if (since) conditions.push(`at >= ${parameters.bind(toSqliteTime(since))}`);
  if (until) conditions.push(`at < ${parameters.bind(toSqliteTime(until))}`);
  if (page.cursor !== undefined) {
    const [at, id] = decodeCursor(page.cursor, 2).map((part) => parameters.bind(part));
    conditions.push(`(at, id) < (${at}, ${id})`);
  }
  const { results } = await db
    .prepare(
      `SELECT id, at, actor_kind, actor_id, actor_name, action, target, reason, count, status
       FROM operator_audit INDEXED BY ${indexFor(filter)}
       WHERE ${conditions.join(" AND ")} ORDER BY at DESC, id DESC LIMIT ${parameters.bind(limit + 1)}`,
    )
    .bind(...parameters.values)
    .all<AuditRow>();
  return toPage(results, limit, { toItem: toAuditEntry, keyOf: (row) => [row.at, row.id] });
}
