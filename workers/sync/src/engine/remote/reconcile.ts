import { callInParts, throwIfStopped } from "../call-in-parts.ts";
import { CALLS_IN_FLIGHT, count, type PassContext } from "../pass-context.ts";
import { compareRecords } from "./compare-records.ts";

const INTERVAL_MS = 7 * 24 * 60 * 60_000;

/**
 * Once a week, compares all records in the CRM with their mappings, one page at a time. So a deletion or a merge is
 * found that the read-back did not see. After the last page, customers who wait for a person to act are tried
 * again, since the person may have acted.
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
  const { drifts, ...findings } = compareRecords(mappings, answers.outcomes);
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
