import type { SqlParameters } from "../sql/prepare-statement.ts";
import { toSqliteTime } from "../sql/time.ts";
import type { DeadLetterReason, DeadLetterStatus } from "./dead-letter.ts";

export interface DeadLetterFilter {
  status?: DeadLetterStatus | undefined;
  reason?: DeadLetterReason | undefined;
  /** Last failed at or after. */
  since?: Date | undefined;
  /** Last failed before. */
  until?: Date | undefined;
}

/** Which dead letters something is to be done to: named ones, or all that a filter lets pass; of one status. */
export type DeadLetterSelection = { status: DeadLetterStatus } & (
  | { ids: readonly string[] }
  | { filter: Omit<DeadLetterFilter, "status"> }
);

/**
 * Where a filter's rows are read from. Each way to filter has its index, and the planner takes another
 * one where a time is given, too: it knows nothing of how many there are.
 */
export function filterSource({ status, reason }: Omit<DeadLetterFilter, "since" | "until">): string {
  const index = status && reason ? "status_and_reason" : status ? "status" : reason ? "reason" : "tenant";
  return `dead_letters INDEXED BY dead_letters_by_${index}`;
}

/**
 * The condition of a filter, on `dead_letters`. Only what is asked for is in it, so that the index for it
 * is taken, and the tenant always is: null for those that no tenant could be found for.
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

/** Where a selection's rows are read from. */
export function selectionSource(selection: DeadLetterSelection): string {
  if ("ids" in selection) return "dead_letters";
  return filterSource({ ...selection.filter, status: selection.status });
}

/** The condition of a selection, on `dead_letters`; of whatever status with a null one. */
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
