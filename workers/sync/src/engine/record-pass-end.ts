import type { Log, SyncStatus } from "@coccinelle/core";
import type { SyncCursors, SyncStore } from "@coccinelle/db";
import type { PassResult } from "./pass-result.ts";

const STATUS_AFTER: Record<Exclude<PassResult["kind"], "stopped">, SyncStatus> = {
  done: "idle",
  more: "syncing",
  wait: "idle",
  needs_auth: "needs_auth",
  failed: "error",
};

export interface PassRecord {
  startedAt: Date;
  counts: ReadonlyMap<string, number>;
  /** Passes that failed in a row, this one included. */
  failures: number;
  /** What moved and is not written yet. */
  cursors: Partial<SyncCursors>;
}

/** Records how a pass ended, where it still is the one that may. */
export async function endPass(
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
