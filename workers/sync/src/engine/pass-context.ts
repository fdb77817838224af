import type { CrmAdapter, Log } from "@coccinelle/core";
import type { SyncCursors, SyncStore } from "@coccinelle/db";

/** Where a customer is deleted in D1, the CRM's record is archived, or erased with nothing left behind. */
export interface PassSettings {
  deletion: "archive" | "erase";
}

export interface PassDeps {
  /** Belongs to this pass alone. */
  store: SyncStore;
  adapter: CrmAdapter;
  clock: () => Date;
  random: () => number;
  log: Log;
  settings: PassSettings;
  /** The most pages of each lane, so that the pass ends within the platform's limits and no lane starves. */
  maxPages: number;
}

/** A pass under way. */
export interface PassContext extends PassDeps {
  /** The cursors as the pass found them. Only those of a job, the read-back and the reconcile move during the pass. */
  cursors: SyncCursors;
  /** Cursors that have moved and needed no transaction of their own. They are written at the pass's end. */
  unwritten: Partial<SyncCursors>;
  counts: Map<string, number>;
}

/** Takes one page of a lane. Gives true where there may be another page. */
export type Lane = (pass: PassContext) => Promise<boolean>;

/** The most calls to the CRM that are in flight at once. A page is as large as these calls together. */
export const CALLS_IN_FLIGHT = 4;

/** More activities in one page, with their texts, are too many for an isolate's memory and for a pass's calls. */
const MAX_ACTIVITIES = 4000;

/** The most activities in a page. */
export function activityLimit({ adapter }: PassContext): number {
  return Math.min(adapter.activityPageSize * CALLS_IN_FLIGHT, MAX_ACTIVITIES);
}

export function count({ counts }: PassContext, name: string, by = 1): void {
  if (by > 0) counts.set(name, (counts.get(name) ?? 0) + by);
}
