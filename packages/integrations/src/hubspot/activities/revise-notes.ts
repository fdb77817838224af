import type { NoteOutcome, NoteRevision } from "@coccinelle/core";
import { type ChangedNote, reviseNotes as reviseNotesBy } from "../../activities/revise-notes.ts";
import { chunk } from "../../http/chunk.ts";
import { createRefusalRun, type RefusalRun, writeByHalves } from "../../records/write-by-halves.ts";
import type { WriteResult } from "../../records/write-result.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import { readRefusedRequest, writeRecords } from "../api/write-records.ts";
import { ENGAGEMENT_FORMS, toNoteProperties } from "./engagement.ts";

const MAX_BATCH_INPUTS = 100;
const { type: TYPE } = ENGAGEMENT_FORMS.note;

/** Brings notes up to date and archives those that were deleted in D1, by their ids. */
export function reviseNotes(context: AdapterContext, page: readonly NoteRevision[]): Promise<NoteOutcome[]> {
  return reviseNotesBy(
    {
      update: (notes) => writeParts(notes, (part, run) => updateNotes(context, part, run)),
      remove: (notes) => writeParts(notes, (part, run) => archiveNotes(context, part, run)),
    },
    page,
  );
}

async function writeParts<Note>(
  notes: readonly Note[],
  write: (part: readonly Note[], run: RefusalRun) => Promise<WriteResult[]>,
): Promise<WriteResult[]> {
  const run = createRefusalRun();
  const results = await Promise.all(chunk(notes, MAX_BATCH_INPUTS).map((part) => write(part, run)));
  return results.flat();
}

/** A note that the answer does not mention is looked for. */
async function updateNotes(
  { api }: AdapterContext,
  notes: readonly ChangedNote[],
  run: RefusalRun,
): Promise<WriteResult[]> {
  const inputs = notes.map(({ id, externalId, text }) => ({
    id: externalId,
    properties: toNoteProperties(text),
    objectWriteTraceId: id,
  }));
  const results = await writeRecords(TYPE, inputs, (part) => api.updateEngagements(TYPE, part), run);
  const untold = inputs.filter((_, index) => results[index]?.kind === "unmentioned").map(({ id }) => id);
  if (untold.length === 0) return results;
  const found = await api.readEngagements(TYPE, { ids: untold, properties: [] });
  const standing = new Set(found.results.map(({ id }) => id));
  return results.map((result, index): WriteResult => {
    const isGone = result.kind === "unmentioned" && !standing.has(inputs[index]?.id ?? "");
    return isGone ? NOT_THERE : result;
  });
}

const NOT_THERE: WriteResult = { kind: "gone", codes: [], reason: "", fields: [], holderIds: [] };

/** Archiving a note that is not in HubSpot is no error. */
function archiveNotes(
  { api }: AdapterContext,
  notes: readonly NoteRevision[],
  run: RefusalRun,
): Promise<WriteResult[]> {
  const write = async (part: readonly NoteRevision[]) => {
    await api.archiveEngagements(
      TYPE,
      part.map(({ externalId }) => externalId),
    );
    return part.map(({ externalId: id }): WriteResult => ({ kind: "written", id, isNew: false, values: {} }));
  };
  return writeByHalves(notes, { write, readRefusal: readRefusedRequest }, run);
}
