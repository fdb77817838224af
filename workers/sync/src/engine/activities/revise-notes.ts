import { callInParts, failureReason, throwIfStopped } from "../call-in-parts.ts";
import { activityLimit, count, type PassContext } from "../pass-context.ts";
import { rowAfterRevision } from "./activity-rows.ts";

/** Revises a page of notes that were changed or deleted in D1 after they were brought to the CRM. */
export async function reviseNotes(pass: PassContext): Promise<boolean> {
  const { adapter, clock, random, store } = pass;
  const limit = activityLimit(pass);
  const revisions = await store.listDueRevisions(clock(), limit);
  if (revisions.length === 0) return false;

  const answers = await callInParts(revisions, adapter.activityPageSize, (part) =>
    adapter.reviseNotes(part.map(({ id, externalId, text }) => ({ id, externalId, text }))),
  );
  const outcomes = new Map(answers.outcomes.map((outcome) => [outcome.activityId, outcome]));
  const now = clock();
  const activities = revisions.flatMap((revision) => {
    const reason = failureReason(answers, revision);
    const failed = reason === null ? null : { activityId: revision.id, kind: "error" as const, reason };
    const outcome = outcomes.get(revision.id) ?? failed;
    if (outcome === null) return [];
    count(pass, `notes_${outcome.kind === "synced" ? "revised" : outcome.kind}`);
    return [rowAfterRevision(revision, outcome, now, random)];
  });
  await store.commit({ activities });
  throwIfStopped(answers);
  return revisions.length === limit;
}
