import type { NoteOutcome, NoteRevision } from "@coccinelle/core";
import { reviseNotes as reviseNotesBy } from "../../activities/revise-notes.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import { writeRecords } from "../api/write-records.ts";
import { listUnwritable, toDescription } from "./task-form.ts";
import { withTaskForm } from "./with-task-form.ts";

/** Brings notes up to date and puts those that were deleted in D1 into the recycle bin, by their ids. */
export function reviseNotes(context: AdapterContext, page: readonly NoteRevision[]): Promise<NoteOutcome[]> {
  const { api } = context;
  return withTaskForm(context, (form) => {
    const writer = {
      type: "Task",
      listUnwritable: (fields: readonly string[]) => listUnwritable(context, form, fields),
    };
    return reviseNotesBy(
      {
        update: (notes) =>
          writeRecords(notes, {
            ...writer,
            write: (part) =>
              api.updateRecords(
                "Task",
                part.map((note) => ({
                  id: note.externalId,
                  fields: { Description: toDescription(form, note) },
                })),
              ),
          }),
        remove: (notes) =>
          writeRecords(notes, {
            ...writer,
            write: (part) => api.deleteRecords(part.map(({ externalId }) => externalId)),
          }),
      },
      page,
    );
  });
}
