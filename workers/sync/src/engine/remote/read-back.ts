import { count, type PassContext } from "../pass-context.ts";
import { compareRecords } from "./compare-records.ts";

/**
 * The interval counts from the end of the last look, so there is a look at every other tick of the cron. A CRM's
 * index may lag by a minute, and the other CRM takes another tick: an opt-out in one is in the other within 5 minutes.
 */
const INTERVAL_MS = 90_000;

/** Reads a page of the records that people changed in the CRM, when it is time to look. */
export async function readBack(pass: PassContext): Promise<boolean> {
  const { adapter, clock, cursors, store } = pass;
  if (clock() < cursors.readBackAt) return false;
  const { contacts, next, hasMore } = await adapter.listRemoteChanges(cursors.remote);
  const { drifts, ...findings } = compareRecords(
    await store.listMappings([...new Set(contacts.map(({ askedId }) => askedId))]),
    contacts,
  );
  const moved = {
    remote: next ?? cursors.remote,
    readBackAt: hasMore ? cursors.readBackAt : new Date(clock().getTime() + INTERVAL_MS),
  };
  // Most looks find nothing. Such a look may be repeated, so it costs no transaction of its own.
  const isNothing = [findings.mappings, findings.optedOut, findings.changed].every((found) => !found?.length);
  if (isNothing) pass.unwritten = { ...pass.unwritten, ...moved };
  else await store.commit({ ...findings, cursors: moved });
  Object.assign(cursors, moved);
  count(pass, "contacts_read_back", findings.mappings?.length);
  for (const drift of drifts) count(pass, `read_back_${drift}`);
  return hasMore;
}
