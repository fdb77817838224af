import type { ChangeLane, SyncCursors } from "@coccinelle/db";
import { CALLS_IN_FLIGHT, type Lane, type PassContext } from "../pass-context.ts";
import { syncContacts } from "./sync-contacts.ts";

const POSITIONS: Record<ChangeLane, (seq: number) => Partial<SyncCursors>> = {
  opt_outs: (seq) => ({ optOutPosition: seq }),
  live: (seq) => ({ livePosition: seq }),
  load: (seq) => ({ loadPosition: seq }),
};

/** A page of customers that changed, or that were there before the integration. */
export function changesLane(lane: ChangeLane): Lane {
  return async (pass) => {
    if (lane === "load" && pass.cursors.bulk !== null) return false;
    const limit = pageSize(pass);
    const contacts = await pass.store.takeChanges(lane, limit);
    const last = contacts.at(-1);
    if (last === undefined) return false;
    await syncContacts(pass, contacts, POSITIONS[lane](last.seq));
    return contacts.length === limit;
  };
}

/** A page of customers that failed before, or that somebody wants to be tried again. */
export async function retryContacts(pass: PassContext): Promise<boolean> {
  const limit = pageSize(pass);
  const contacts = await pass.store.listDueCustomers(pass.clock(), limit);
  if (contacts.length > 0) await syncContacts(pass, contacts, {});
  return contacts.length === limit;
}

function pageSize({ adapter }: PassContext): number {
  return adapter.contactPageSize * CALLS_IN_FLIGHT;
}
