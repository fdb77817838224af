import * as z from "zod";
import { prepareStatement } from "../prepare-statement.ts";
import type { SqlParameters } from "../sql-parameters.ts";
import { type DeadLetterSelection, selectionCondition, selectionSource } from "./dead-letter-selection.ts";

/** What a selection comes to. */
export interface SelectionCounts {
  /** Those that something can be done to. */
  total: number;
  /** Of these, what is kept cannot be sent again: they can only be discarded. */
  notReplayable: number;
  /** Named ones that have another status than the selection's, such as replayed already. */
  alreadySettled: number;
  /** A replay has them in hand. */
  inOtherReplay: number;
}

const CountsRow = z.object({
  total: z.number(),
  not_replayable: z.number(),
  already_settled: z.number(),
  in_other_replay: z.number(),
});

/** Selected, and in no replay's hands. */
export function freeCondition(
  parameters: SqlParameters,
  tenantId: string | null,
  selection: DeadLetterSelection,
): string {
  return `${selectionCondition(parameters, tenantId, selection)} AND replay_step IS NULL`;
}

/** A query of one row, `SelectionCounts` by its columns. */
export function countQuery(
  parameters: SqlParameters,
  tenantId: string | null,
  selection: DeadLetterSelection,
): string {
  const source = selectionSource(selection);
  return `SELECT
    (SELECT count(*) FROM ${source} WHERE ${freeCondition(parameters, tenantId, selection)}) AS total,
    (SELECT count(*) FROM ${source}
     WHERE ${freeCondition(parameters, tenantId, selection)} AND replayable = 0) AS not_replayable,
    ${otherStatusCount(parameters, tenantId, selection)} AS already_settled,
    (SELECT count(*) FROM ${source}
     WHERE ${selectionCondition(parameters, tenantId, selection)} AND replay_step IS NOT NULL) AS in_other_replay`;
}

/** A filter is of one status; only named ones may have another. */
function otherStatusCount(
  parameters: SqlParameters,
  tenantId: string | null,
  selection: DeadLetterSelection,
): string {
  if ("filter" in selection) return "0";
  const named = selectionCondition(parameters, tenantId, selection, null);
  return `(SELECT count(*) FROM dead_letters WHERE ${named} AND status <> ${parameters.bind(selection.status)})`;
}

export function toSelectionCounts(row: unknown): SelectionCounts {
  const counts = CountsRow.parse(row);
  return {
    total: counts.total,
    notReplayable: counts.not_replayable,
    alreadySettled: counts.already_settled,
    inOtherReplay: counts.in_other_replay,
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
