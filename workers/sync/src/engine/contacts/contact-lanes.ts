import type { ChangeLane, SyncCursors } from "@coccinelle/db";
import { CALLS_IN_FLIGHT, type Lane, type PassContext } from "../pass-context.ts";
import { syncContacts } from "./sync-contacts.ts";

const POSITIONS: Record<ChangeLane, (seq: number) => Partial<SyncCursors>> = {
  opt_outs: (seq) => ({ optOutPosition: seq }),
  live: (seq) => ({ livePosition: seq }),
  load: (seq) => ({ loadPosition: seq }),
};

/** A lane of customers who changed, or who were in D1 before the integration. */
export function changesLane(lane: ChangeLane): Lane {
  return async (pass) => {
    if (lane === "load" && pass.cursors.bulk !== null) return false;
    const limit = pageSize(pass);
    const customers = await pass.store.takeChanges(lane, limit);
    const last = customers.at(-1);
    if (last === undefined) return false;
    await syncContacts(pass, customers, POSITIONS[lane](last.seq));
    return customers.length === limit;
  };
}

/** Tries a page of customers again who failed before, or whom a person wants to be tried again. */
export async function retryContacts(pass: PassContext): Promise<boolean> {
  const limit = pageSize(pass);
  const customers = await pass.store.listDueCustomers(pass.clock(), limit);
  if (customers.length > 0) await syncContacts(pass, customers, {});
  return customers.length === limit;
}

function pageSize({ adapter }: PassContext): number {
  return adapter.contactPageSize * CALLS_IN_FLIGHT;
}
