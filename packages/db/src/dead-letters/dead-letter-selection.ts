import type { SqlParameters } from "../sql/prepare-statement.ts";
import { toSqliteTime } from "../sql/time.ts";
import type { DeadLetterReason, DeadLetterStatus } from "./dead-letter.ts";

export interface DeadLetterFilter {
  status?: DeadLetterStatus | undefined;
  reason?: DeadLetterReason | undefined;
  /** The last failure is at this time or later. */
  since?: Date | undefined;
  /** The last failure is before this time. */
  until?: Date | undefined;
}

/** The dead letters that an operation is meant for: named ones, or all that pass a filter. They have one status. */
export type DeadLetterSelection = { status: DeadLetterStatus } & (
  | { ids: readonly string[] }
  | { filter: Omit<DeadLetterFilter, "status"> }
);

/**
 * The table and the index to read a filter's rows from. Each way to filter has an index of its own. Where a time is
 * given too, SQLite would choose another index, since it does not know how many rows there are.
 */
export function filterSource({ status, reason }: Omit<DeadLetterFilter, "since" | "until">): string {
  const index = status && reason ? "status_and_reason" : status ? "status" : reason ? "reason" : "tenant";
  return `dead_letters INDEXED BY dead_letters_by_${index}`;
}

/**
 * The condition of a filter on `dead_letters`. It names only what the filter names, so that SQLite can use the
 * filter's index. It always names the tenant: null stands for dead letters of no known tenant.
 */
export function filterCondition(
  parameters: SqlParameters,
  tenantId: string | null,
  { status, reason, since, until }: DeadLetterFilter,
): string {
  return [
    `tenant_id IS ${parameters.bind(tenantId)}`,
    ...(status ? [`status = ${parameters.bind(status)}`] : []),
    ...(reason ? [`reason = ${parameters.bind(reason)}`] : []),
    ...(since ? [`last_failed_at >= ${parameters.bind(toSqliteTime(since))}`] : []),
    ...(until ? [`last_failed_at < ${parameters.bind(toSqliteTime(until))}`] : []),
  ].join(" AND ");
}

/** The table and the index to read a selection's rows from. */
export function selectionSource(selection: DeadLetterSelection): string {
  if ("ids" in selection) return "dead_letters";
  return filterSource({ ...selection.filter, status: selection.status });
}

/** The condition of a selection on `dead_letters`. With a null status it takes dead letters of any status. */
export function selectionCondition(
  parameters: SqlParameters,
  tenantId: string | null,
  selection: DeadLetterSelection,
  status: DeadLetterStatus | null = selection.status,
): string {
  if ("filter" in selection) {
    return filterCondition(parameters, tenantId, { ...selection.filter, ...(status && { status }) });
  }
  const ids = parameters.bind(JSON.stringify(selection.ids));
  const named = `id IN (SELECT value FROM json_each(${ids})) AND tenant_id IS ${parameters.bind(tenantId)}`;
  return status ? `${named} AND status = ${parameters.bind(status)}` : named;
}
