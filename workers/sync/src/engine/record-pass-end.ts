import type { Log, SyncStatus } from "@coccinelle/core";
import type { SyncCursors, SyncStore } from "@coccinelle/db";
import type { PassResult } from "./pass-result.ts";

/** The integration's status after a pass. A stopped pass leaves the status to others. */
const STATUS_AFTER: Record<Exclude<PassResult["kind"], "stopped">, SyncStatus> = {
  done: "idle",
  more: "syncing",
  wait: "idle",
  needs_auth: "needs_auth",
  failed: "error",
};

/** The facts of a pass that are kept with its result. */
export interface PassRecord {
  startedAt: Date;
  counts: ReadonlyMap<string, number>;
  /** How many passes have failed in a row, this one included. */
  failures: number;
  /** Cursors that have moved and are not written yet. */
  cursors: Partial<SyncCursors>;
}

/** Writes how a pass ended into D1 and into the log, unless the pass was stopped. Gives the result back. */
export async function recordPassEnd(
  { store, clock, log }: { store: SyncStore; clock: () => Date; log: Log },
  result: PassResult,
  { startedAt, counts, failures, cursors }: PassRecord,
): Promise<PassResult> {
  if (result.kind === "stopped") return result;
  await store.endPass({
    status: STATUS_AFTER[result.kind],
    result: result.kind,
    startedAt,
    finishedAt: clock(),
    failures,
    counts: Object.fromEntries(counts),
    cursors,
    error: "reason" in result ? result.reason : null,
  });
  log("info", "sync_pass", { result: result.kind, ...Object.fromEntries(counts) });
  return result;
}
