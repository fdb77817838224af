import type { CrmAdapter, Log } from "@coccinelle/core";
import type { SyncCursors, SyncStore } from "@coccinelle/db";

/** What a customer's deletion here does to its record: put aside, or leave nothing behind. */
export interface PassSettings {
  deletion: "archive" | "erase";
}

export interface PassDeps {
  /** Of this pass alone. */
  store: SyncStore;
  adapter: CrmAdapter;
  clock: () => Date;
  random: () => number;
  log: Log;
  settings: PassSettings;
  /** How many pages each lane may take, so that the pass ends within the platform's limits and no lane starves. */
  maxPages: number;
}

/** A pass under way. */
export interface PassContext extends PassDeps {
  /** As they were when the pass began, but for those of a job, the read-back and the reconcile, which move. */
  cursors: SyncCursors;
  /** What moved and did not need a transaction of its own: written at the pass's end. */
  unwritten: Partial<SyncCursors>;
  counts: Map<string, number>;
}

/** One page of a lane: true where there may be another. */
export type Lane = (pass: PassContext) => Promise<boolean>;

/** How many calls to the CRM are in flight at most. A page is as much as they take together. */
export const CALLS_IN_FLIGHT = 4;

/** More at once are too many for an isolate's memory, with their texts, and for the calls that a pass may make. */
const MAX_ACTIVITIES = 4000;

/** How many activities a page has at most. */
export function activityLimit({ adapter }: PassContext): number {
  return Math.min(adapter.activityPageSize * CALLS_IN_FLIGHT, MAX_ACTIVITIES);
}

export function count({ counts }: PassContext, name: string, by = 1): void {
  if (by > 0) counts.set(name, (counts.get(name) ?? 0) + by);
}
