import { count, type PassContext } from "../pass-context.ts";
import { readRemote } from "./read-remote.ts";

/**
 * At every other tick of the cron, since it counts from the end of the last look: with a minute that a
 * CRM's index may lag and a tick for the other CRM, an opt-out in one is in the other within five minutes.
 */
const INTERVAL_MS = 90_000;

/** Reads what people changed in the CRM: one page of it, when it is time to look. */
export async function readBack(pass: PassContext): Promise<boolean> {
  const { adapter, clock, cursors, store } = pass;
  if (clock() < cursors.readBackAt) return false;
  const { contacts, next, hasMore } = await adapter.listRemoteChanges(cursors.remote);
  const { drifts, ...findings } = readRemote(
    await store.listMappings([...new Set(contacts.map(({ askedId }) => askedId))]),
    contacts,
  );
  const moved = {
    remote: next ?? cursors.remote,
    readBackAt: hasMore ? cursors.readBackAt : new Date(clock().getTime() + INTERVAL_MS),
  };
  // What finds nothing, as most looks do, costs no transaction of its own: it may be repeated.
  const isNothing = [findings.mappings, findings.optedOut, findings.changed].every((found) => !found?.length);
  if (isNothing) pass.unwritten = { ...pass.unwritten, ...moved };
  else await store.commit({ ...findings, cursors: moved });
  Object.assign(cursors, moved);
  count(pass, "contacts_read_back", findings.mappings?.length);
  for (const drift of drifts) count(pass, `read_back_${drift}`);
  return hasMore;
}
