import { RowRefusal } from "../api/salesforce-error.ts";
import type { RecordStore } from "./record-store.ts";
import type { SavedRow } from "./write-rows.ts";

/**
 * Writes records one after the other, so that each one is checked against the ones before it.
 *
 * @param allOrNone whether one refusal undoes all of them
 */
export function saveRows(
  store: RecordStore,
  saves: readonly (() => SavedRow)[],
  allOrNone: boolean,
): (SavedRow | RowRefusal)[] {
  let outcomes: (SavedRow | RowRefusal)[] = [];
  store.rollBackUnless(() => {
    outcomes = saves.map(tryRow);
    const isRolledBack = allOrNone && outcomes.some((outcome) => outcome instanceof RowRefusal);
    if (isRolledBack) {
      outcomes = outcomes.map((outcome) => (outcome instanceof RowRefusal ? outcome : rolledBackError()));
    }
    return !isRolledBack;
  });
  return outcomes;
}

/** Writes a record and keeps its refusal as a value. */
export function tryRow(save: () => SavedRow): SavedRow | RowRefusal {
  try {
    return save();
  } catch (error) {
    if (error instanceof RowRefusal) return error;
    throw error;
  }
}

function rolledBackError(): RowRefusal {
  return new RowRefusal(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone header",
  );
}
