import {
  DeadLetterReason,
  type DeadLetterSelection,
  DeadLetterStatus,
  parseSyncFailureId,
  type SyncFailureKey,
  SyncFailureReason,
  type SyncFailureSelection,
} from "@coccinelle/db";
import * as z from "zod";
import { invalidRequest } from "../../frame/api-error.ts";
import { DayOrTime, RowParams, text } from "../../frame/fields.ts";

/** `events` failed on their way into D1, `sync` names customers and activities that failed on their way to a CRM. */
export const Source = z.enum(["events", "sync"]);

export const AnyReason = z
  .enum([...DeadLetterReason.options, ...SyncFailureReason.options])
  .meta({ id: "AnyReason" });

/** The fields that filter a list or a selection of dead letters. */
export const FilterFields = {
  source: Source.default("events"),
  status: DeadLetterStatus.optional(),
  reason: AnyReason.optional(),
  since: DayOrTime.optional(),
  until: DayOrTime.optional(),
};

/** A person picks fewer. A larger selection is made by a filter. */
const MAX_IDS = 1_000;

export const OperatorReason = text(500).describe("The reason, for the history and the audit");

export const SelectionBody = z
  .strictObject({
    ids: z.array(RowParams.shape.id).min(1).max(MAX_IDS).optional(),
    status: DeadLetterStatus.optional().describe(
      "With ids: only dead letters of this status, by default parked",
    ),
    filter: z
      .strictObject(FilterFields)
      .optional()
      .describe("Instead of ids; by default parked dead letters"),
    reason: OperatorReason,
    dryRun: z.boolean().default(false),
  })
  .describe("Names either ids or a filter")
  .meta({ id: "DeadLetterSelection" });
export type SelectionBody = z.output<typeof SelectionBody>;

/** A selection of one of the two sources. */
export type AskedSelection =
  | { source: "events"; selection: DeadLetterSelection }
  | { source: "sync"; tenantId: string; selection: SyncFailureSelection };

/** @throws ApiError 400 where the ids, the filter and the source contradict each other */
export function readSelection(tenantId: string | null, body: SelectionBody): AskedSelection {
  const { ids, filter } = body;
  if (ids === undefined && filter === undefined) throw invalid("ids", "name dead letters, or give a filter");
  if (ids !== undefined && filter !== undefined) throw invalid("filter", "give either ids or a filter");
  if (filter !== undefined) {
    if (body.status !== undefined) throw invalid("status", "belongs into the filter");
    return readFilter(tenantId, filter);
  }
  const named = ids ?? [];
  const keys = named.map(parseSyncFailureId).filter((key) => key !== null);
  if (keys.length === 0) {
    return { source: "events", selection: { ids: named, status: body.status ?? "parked" } };
  }
  if (keys.length < named.length) throw invalid("ids", "name either events or failed syncs, not both");
  if (body.status !== undefined) throw invalid("status", "failed syncs are all parked");
  return syncSelection(tenantId, "ids", { keys });
}

function readFilter(
  tenantId: string | null,
  { source, status = "parked", reason, since, until }: NonNullable<SelectionBody["filter"]>,
): AskedSelection {
  if (source === "sync") {
    checkSyncFilter({ status, since, until });
    return syncSelection(tenantId, "filter.source", { reason: readSyncReason(reason) });
  }
  return {
    source,
    selection: { status, filter: { reason: readEventReason(reason), since, until } },
  };
}

function syncSelection(
  tenantId: string | null,
  path: string,
  selection: { keys: SyncFailureKey[] } | { reason: SyncFailureReason | undefined },
): AskedSelection {
  if (tenantId === null) throw invalid(path, "failed syncs all have a tenant");
  return { source: "sync", tenantId, selection };
}

/** @throws ApiError 400 for a filter that failed syncs cannot have */
export function checkSyncFilter({
  status,
  since,
  until,
}: {
  status?: DeadLetterStatus | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
}): void {
  if (status !== undefined && status !== "parked") throw invalid("status", "failed syncs are all parked");
  if (since !== undefined) throw invalid("since", "nobody notes when a sync failed");
  if (until !== undefined) throw invalid("until", "nobody notes when a sync failed");
}

/** @throws ApiError 400 for a reason that no event has */
export function readEventReason(reason: z.infer<typeof AnyReason> | undefined): DeadLetterReason | undefined {
  const parsed = DeadLetterReason.optional().safeParse(reason);
  if (!parsed.success) throw invalid("reason", "is one of failed syncs: add source=sync");
  return parsed.data;
}

/** @throws ApiError 400 for a reason that no failed sync has */
export function readSyncReason(reason: z.infer<typeof AnyReason> | undefined): SyncFailureReason | undefined {
  const parsed = SyncFailureReason.optional().safeParse(reason);
  if (!parsed.success) throw invalid("reason", "is one of events, not of failed syncs");
  return parsed.data;
}

function invalid(path: string, message: string) {
  return invalidRequest([{ path, message }]);
}
