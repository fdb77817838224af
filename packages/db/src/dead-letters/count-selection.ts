import * as z from "zod";
import { prepareStatement, type SqlParameters } from "../sql/prepare-statement.ts";
import { type DeadLetterSelection, selectionCondition, selectionSource } from "./dead-letter-selection.ts";

/** The number of dead letters of a selection, by what can be done to them. */
export interface SelectionCounts {
  /** Dead letters that the operation can take. */
  total: number;
  /**
   * The part of `total` that can only be discarded: the message cannot be sent again, or an edited one was sent in
   * its place.
   */
  notReplayable: number;
  /** Named dead letters with another status than the selection's, such as `replayed`. */
  alreadySettled: number;
  /** Dead letters that another replay has taken. */
  inOtherReplay: number;
  /** Named dead letters that do not exist. */
  notFound: number;
}

const CountsRow = z.object({
  total: z.number(),
  not_replayable: z.number(),
  already_settled: z.number(),
  in_other_replay: z.number(),
  not_found: z.number(),
});

/** The condition of the dead letters of a selection that no replay has taken. */
export function freeCondition(
  parameters: SqlParameters,
  tenantId: string | null,
  selection: DeadLetterSelection,
): string {
  return `${selectionCondition(parameters, tenantId, selection)} AND replay_step IS NULL`;
}

/** A query whose one row holds `SelectionCounts`. It walks through the selection once. */
export function countQuery(
  parameters: SqlParameters,
  tenantId: string | null,
  selection: DeadLetterSelection,
): string {
  // A filter finds one status alone. Named dead letters are found with any status, to be counted as settled.
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

/** Counts the dead letters of a selection. Changes nothing. */
export async function countSelection(
  db: D1Database,
  tenantId: string | null,
  selection: DeadLetterSelection,
): Promise<SelectionCounts> {
  return toSelectionCounts(
    await prepareStatement(db, (parameters) => countQuery(parameters, tenantId, selection)).first(),
  );
}
