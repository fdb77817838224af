import * as z from "zod";
import { prepareStatement, type SqlParameters } from "../sql/prepare-statement.ts";
import { type DeadLetterSelection, selectionCondition, selectionSource } from "./dead-letter-selection.ts";

/** What a selection comes to. */
export interface SelectionCounts {
  /** Those that something can be done to. */
  total: number;
  /** Of these, what is kept cannot be sent again, or an edit was: they can only be discarded. */
  notReplayable: number;
  /** Named ones that have another status than the selection's, such as replayed already. */
  alreadySettled: number;
  /** A replay has them in hand. */
  inOtherReplay: number;
  /** Named ones that are not there. */
  notFound: number;
}

const CountsRow = z.object({
  total: z.number(),
  not_replayable: z.number(),
  already_settled: z.number(),
  in_other_replay: z.number(),
  not_found: z.number(),
});

/** Selected, and in no replay's hands. */
export function freeCondition(
  parameters: SqlParameters,
  tenantId: string | null,
  selection: DeadLetterSelection,
): string {
  return `${selectionCondition(parameters, tenantId, selection)} AND replay_step IS NULL`;
}

/** A query of one row, `SelectionCounts` by its columns: one walk through the selection. */
export function countQuery(
  parameters: SqlParameters,
  tenantId: string | null,
  selection: DeadLetterSelection,
): string {
  // A filter is of one status; named ones are found whatever theirs is.
  const isNamed = "ids" in selection;
  const selected = selectionCondition(parameters, tenantId, selection, isNamed ? null : selection.status);
  const status = parameters.bind(selection.status);
  const asked = isNamed
    ? `(SELECT count(DISTINCT value) FROM json_each(${parameters.bind(JSON.stringify(selection.ids))}))`
    : "count(*)";
  return `SELECT
    count(*) FILTER (WHERE status = ${status} AND replay_step IS NULL) AS total,
    count(*) FILTER (WHERE status = ${status} AND replay_step IS NULL AND replayable = 0) AS not_replayable,
    count(*) FILTER (WHERE status <> ${status}) AS already_settled,
    count(*) FILTER (WHERE status = ${status} AND replay_step IS NOT NULL) AS in_other_replay,
    ${asked} - count(*) AS not_found
    FROM ${selectionSource(selection)} WHERE ${selected}`;
}

export function toSelectionCounts(row: unknown): SelectionCounts {
  const counts = CountsRow.parse(row);
  return {
    total: counts.total,
    notReplayable: counts.not_replayable,
    alreadySettled: counts.already_settled,
    inOtherReplay: counts.in_other_replay,
    notFound: counts.not_found,
  };
}

/** What a selection comes to now; nothing is changed. */
export async function countSelection(
  db: D1Database,
  tenantId: string | null,
  selection: DeadLetterSelection,
): Promise<SelectionCounts> {
  return toSelectionCounts(
    await prepareStatement(db, (parameters) => countQuery(parameters, tenantId, selection)).first(),
  );
}
