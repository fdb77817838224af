import { callInParts, throwIfStopped } from "../call-in-parts.ts";
import { CALLS_IN_FLIGHT, count, type PassContext } from "../pass-context.ts";
import { readRemote } from "./read-remote.ts";

const INTERVAL_MS = 7 * 24 * 60 * 60_000;

/**
 * Compares one page of the records with what is known of them, once a week: finds what was deleted or
 * merged there without a change to read back, and reports it. At the end of all pages also what waits for
 * somebody to act is tried again: perhaps they have.
 */
export async function reconcile(pass: PassContext): Promise<boolean> {
  const { adapter, clock, cursors, store } = pass;
  if (clock() < cursors.reconcileAt) return false;
  const mappings = await store.listMappingsAfter(
    cursors.reconcileAfter,
    adapter.contactPageSize * CALLS_IN_FLIGHT,
  );
  const last = mappings.at(-1)?.externalId ?? null;
  const externalIds = [...new Set(mappings.flatMap(({ externalId }) => externalId ?? []))];
  const answers = await callInParts(externalIds, adapter.contactPageSize, (part) =>
    adapter.readContacts(part),
  );
  throwIfStopped(answers);
  const { drifts, ...findings } = readRemote(mappings, answers.outcomes);
  const moved =
    last === null
      ? { reconcileAfter: "", reconcileAt: new Date(clock().getTime() + INTERVAL_MS) }
      : { reconcileAfter: last, reconcileAt: cursors.reconcileAt };
  await store.commit({ ...findings, retryUndecided: last === null, cursors: moved });
  Object.assign(cursors, moved);
  count(pass, "contacts_compared", answers.outcomes.length);
  for (const drift of drifts) count(pass, `drift_${drift}`);
  return last !== null;
}
