import type { NoteOutcome, NoteRevision } from "@coccinelle/core";
import type { AdapterContext } from "../api/adapter-context.ts";
import { describeRefusals } from "../api/salesforce-refusal.ts";
import { type WriteResult, writeRecords } from "../api/write-records.ts";
import { listUnwritable, toDescription } from "./task-form.ts";
import { withTaskForm } from "./with-task-form.ts";

/** Brings notes up to date and takes away those that were deleted here, by their ids: as often as one likes. */
export function reviseNotes(context: AdapterContext, page: readonly NoteRevision[]): Promise<NoteOutcome[]> {
  const { api } = context;
  const changed = page.flatMap(({ text, ...note }) => (text === null ? [] : { ...note, text }));
  const removed = page.filter(({ text }) => text === null);
  return withTaskForm(context, async (form) => {
    const writer = {
      type: "Task",
      listUnwritable: (fields: readonly string[]) => listUnwritable(context, form, fields),
    };
    const updates = await writeRecords(changed, {
      ...writer,
      write: (part) =>
        api.updateRecords(
          "Task",
          part.map((note) => ({ id: note.externalId, fields: { Description: toDescription(form, note) } })),
        ),
    });
    const deletions = await writeRecords(removed, {
      ...writer,
      write: (part) => api.deleteRecords(part.map(({ externalId }) => externalId)),
    });
    return [
      ...changed.map((note) => toOutcome(note.id, updates.get(note), "synced")),
      ...removed.map((note) => toOutcome(note.id, deletions.get(note), "gone")),
    ];
  });
}

function toOutcome(
  activityId: string,
  result: WriteResult | undefined,
  success: "synced" | "gone",
): NoteOutcome {
  if (result?.kind === "written") return { activityId, kind: success };
  const { why, refusals } = result ?? { why: "passing", refusals: [] };
  // In the recycle bin, or beyond it.
  if (why === "gone") return { activityId, kind: "gone" };
  const kind = why === "locked" || why === "passing" ? "error" : "blocked";
  return { activityId, kind, reason: describeRefusals(refusals) };
}
