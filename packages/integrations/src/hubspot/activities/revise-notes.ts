import type { NoteOutcome, NoteRevision } from "@coccinelle/core";
import { createRefusalRun, type RefusalRun } from "../../contacts/refusal-run.ts";
import { chunk } from "../../http/chunk.ts";
import type { AdapterContext } from "../api/adapter-context.ts";
import { describeRefusal, HubspotRefusal, isNotFound, type Refusal } from "../api/hubspot-refusal.ts";
import { writeRecords } from "../api/write-records.ts";
import { ENGAGEMENT_FORMS, toNoteProperties } from "./engagement.ts";

const MAX_BATCH_INPUTS = 100;
const { type: TYPE } = ENGAGEMENT_FORMS.note;

/** Brings notes up to date and takes away those that were deleted here, by their ids: as often as one likes. */
export async function reviseNotes(
  context: AdapterContext,
  page: readonly NoteRevision[],
): Promise<NoteOutcome[]> {
  const changed = page.flatMap(({ text, ...note }) => (text === null ? [] : { ...note, text }));
  const removed = page.filter(({ text }) => text === null);
  const [updates, removals] = [createRefusalRun(), createRefusalRun()];
  const outcomes = await Promise.all([
    ...chunk(changed, MAX_BATCH_INPUTS).map((part) => updateNotes(context, part, updates)),
    ...chunk(removed, MAX_BATCH_INPUTS).map((part) => archiveNotes(context, part, removals)),
  ]);
  return outcomes.flat();
}

async function updateNotes(
  { api }: AdapterContext,
  notes: readonly (NoteRevision & { text: string })[],
  run: RefusalRun,
): Promise<NoteOutcome[]> {
  const inputs = notes.map(({ id, externalId, text }) => ({
    id: externalId,
    properties: toNoteProperties(text),
    objectWriteTraceId: id,
  }));
  const results = await writeRecords(inputs, (part) => api.updateEngagements(TYPE, part), run);
  const untold = notes.filter(({ id }) => {
    const result = results.get(id);
    return result?.kind === "missing" && !result.isTold;
  });
  const there = await findNotes(api, untold);
  return notes.map(({ id: activityId, externalId }): NoteOutcome => {
    const result = results.get(activityId);
    if (result?.kind === "written") return { activityId, kind: "synced" };
    if (result?.kind === "refused") return toBlocked(activityId, result.refusal);
    if (result?.kind === "unasked") return toError(activityId, result.refusal);
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

/** Archiving one that is not there is no error; a batch that is refused is halved, as writes are. */
async function archiveNotes(
  context: AdapterContext,
  notes: readonly NoteRevision[],
  run: RefusalRun,
): Promise<NoteOutcome[]> {
  try {
    await context.api.archiveEngagements(
      TYPE,
      notes.map(({ externalId }) => externalId),
    );
    run.noteWritten();
    return notes.map(({ id: activityId }) => ({ activityId, kind: "gone" }));
  } catch (error) {
    if (!(error instanceof HubspotRefusal)) throw error;
    const { refusal } = error;
    const [first] = notes;
    if (first && notes.length === 1) {
      run.noteAlone(refusal.codes);
      return [isNotFound(refusal) ? { activityId: first.id, kind: "gone" } : toBlocked(first.id, refusal)];
    }
    const middle = Math.ceil(notes.length / 2);
    const outcomes: NoteOutcome[] = [];
    for (const half of [notes.slice(0, middle), notes.slice(middle)]) {
      if (run.isHopeless()) outcomes.push(...half.map(({ id }) => toError(id, refusal)));
      else outcomes.push(...(await archiveNotes(context, half, run)));
    }
    return outcomes;
  }
}

function toError(activityId: string, refusal: Refusal): NoteOutcome {
  return { activityId, kind: "error", reason: describeRefusal(refusal) };
}

function toBlocked(activityId: string, refusal: Refusal): NoteOutcome {
  return { activityId, kind: "blocked", reason: describeRefusal(refusal) };
}
