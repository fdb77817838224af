import type { NoteOutcome, NoteRevision } from "@coccinelle/core";
import type { WriteResult } from "../records/write-result.ts";

export type ChangedNote = NoteRevision & { text: string };

/** How a CRM's notes are written and deleted by their ids; each verb returns one result a note, in their order. */
export interface NoteVerbs {
  update(notes: readonly ChangedNote[]): Promise<WriteResult[]>;
  remove(notes: readonly NoteRevision[]): Promise<WriteResult[]>;
}

/** Brings notes up to date and deletes those that were deleted in D1: as often as one likes. */
export async function reviseNotes(
  { update, remove }: NoteVerbs,
  page: readonly NoteRevision[],
): Promise<NoteOutcome[]> {
  const changed = page.flatMap(({ text, ...note }) => (text === null ? [] : { ...note, text }));
  const removed = page.filter(({ text }) => text === null);
  const updates = changed.length === 0 ? [] : await update(changed);
  const removals = removed.length === 0 ? [] : await remove(removed);
  return [
    ...changed.map(({ id }, index) => toOutcome(id, updates[index], "synced")),
    ...removed.map(({ id }, index) => toOutcome(id, removals[index], "gone")),
  ];
}

function toOutcome(
  activityId: string,
  result: WriteResult | undefined,
  success: "synced" | "gone",
): NoteOutcome {
  switch (result?.kind) {
    case "written":
      return { activityId, kind: success };
    case "gone":
      return { activityId, kind: "gone" };
    case "conflict":
    case "refused":
      return { activityId, kind: "blocked", reason: result.reason };
    case "postponed":
      return { activityId, kind: "error", reason: result.reason };
    default:
      return { activityId, kind: "error", reason: "the CRM's answer does not mention the note" };
  }
}
