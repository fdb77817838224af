import type { NoteOutcome, NoteRevision } from "@coccinelle/core";
import { chunk } from "../chunk.ts";
import type { AdapterContext } from "./adapter-context.ts";
import { ENGAGEMENT_FORMS, toNoteProperties } from "./engagement.ts";
import { describeRefusal, HubspotRefusal, isNotFound, type Refusal } from "./hubspot-refusal.ts";
import { writeRecords } from "./write-records.ts";

const MAX_BATCH_INPUTS = 100;
const { type: TYPE } = ENGAGEMENT_FORMS.note;

/** Brings notes up to date and takes away those that were deleted here, by their ids: as often as one likes. */
export async function reviseNotes(
  context: AdapterContext,
  page: readonly NoteRevision[],
): Promise<NoteOutcome[]> {
  const changed = page.flatMap(({ text, ...note }) => (text === null ? [] : { ...note, text }));
  const removed = page.filter(({ text }) => text === null);
  const outcomes = await Promise.all([
    ...chunk(changed, MAX_BATCH_INPUTS).map((part) => updateNotes(context, part)),
    ...chunk(removed, MAX_BATCH_INPUTS).map((part) => archiveNotes(context, part)),
  ]);
  return outcomes.flat();
}

async function updateNotes(
  { api }: AdapterContext,
  notes: readonly (NoteRevision & { text: string })[],
): Promise<NoteOutcome[]> {
  const inputs = notes.map(({ id, externalId, text }) => ({
    id: externalId,
    properties: toNoteProperties(text),
    objectWriteTraceId: id,
  }));
  const results = await writeRecords(inputs, (part) => api.updateEngagements(TYPE, part));
  const untold = notes.filter(({ id }) => {
    const result = results.get(id);
    return result?.kind === "missing" && !result.isTold;
  });
  const there = await findNotes(api, untold);
  return notes.map(({ id: activityId, externalId }): NoteOutcome => {
    const result = results.get(activityId);
    if (result?.kind === "written") return { activityId, kind: "synced" };
    if (result?.kind === "refused") return toBlocked(activityId, result.refusal);
    if (!there.has(externalId)) return { activityId, kind: "gone" };
    return { activityId, kind: "error", reason: "HubSpot's answer does not mention the note" };
  });
}

async function findNotes(api: AdapterContext["api"], notes: readonly NoteRevision[]): Promise<Set<string>> {
  if (notes.length === 0) return new Set();
  const { results } = await api.readEngagements(TYPE, {
    ids: notes.map(({ externalId }) => externalId),
    properties: [],
  });
  return new Set(results.map(({ id }) => id));
}

/** Archiving one that is not there is no error; a batch that is refused is halved, until what is wrong stands alone. */
async function archiveNotes(context: AdapterContext, notes: readonly NoteRevision[]): Promise<NoteOutcome[]> {
  try {
    await context.api.archiveEngagements(
      TYPE,
      notes.map(({ externalId }) => externalId),
    );
    return notes.map(({ id: activityId }) => ({ activityId, kind: "gone" }));
  } catch (error) {
    if (!(error instanceof HubspotRefusal)) throw error;
    const [first] = notes;
    if (first && notes.length === 1) {
      const { refusal } = error;
      return [isNotFound(refusal) ? { activityId: first.id, kind: "gone" } : toBlocked(first.id, refusal)];
    }
    const middle = Math.ceil(notes.length / 2);
    const before = await archiveNotes(context, notes.slice(0, middle));
    return [...before, ...(await archiveNotes(context, notes.slice(middle)))];
  }
}

function toBlocked(activityId: string, refusal: Refusal): NoteOutcome {
  return { activityId, kind: "blocked", reason: describeRefusal(refusal) };
}
