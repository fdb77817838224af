import { ConfigurationError, type Log } from "@coccinelle/core";
import { deleteFinishedReplays, deleteSettledDeadLetters } from "@coccinelle/db";

/** A batch is one short transaction, because D1 runs one query at a time. */
const BATCH_SIZE = 500;
/** For dead letters and for replays each. An invocation may make 1,000 subrequests; the next night deletes more. */
const MAX_BATCHES = 300;
const DAY_MS = 24 * 60 * 60 * 1000;

interface DeleteDeps {
  db: D1Database;
  clock: () => Date;
  log: Log;
}

/**
 * Deletes dead letters that were replayed or discarded before the retention period, and replays that ended
 * before it. Parked dead letters stay.
 */
export async function deleteOldDeadLetters(
  retentionDays: number,
  { db, clock, log }: DeleteDeps,
): Promise<void> {
  const before = new Date(clock().getTime() - retentionDays * DAY_MS);
  const deleted = await deleteInBatches((limit) => deleteSettledDeadLetters(db, before, limit));
  if (deleted > 0) log("info", "dead_letters_deleted", { deleted });
  const replays = await deleteInBatches((limit) => deleteFinishedReplays(db, before, limit));
  if (replays > 0) log("info", "replays_deleted", { deleted: replays });
}

async function deleteInBatches(deleteBatch: (limit: number) => Promise<number>): Promise<number> {
  let deleted = 0;
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    const count = await deleteBatch(BATCH_SIZE);
    deleted += count;
    if (count < BATCH_SIZE) break;
  }
  return deleted;
}

/** @throws ConfigurationError naming DEAD_LETTER_RETENTION_DAYS */
export function readRetentionDays({
  DEAD_LETTER_RETENTION_DAYS,
}: {
  DEAD_LETTER_RETENTION_DAYS: string;
}): number {
  if (/^[1-9]\d{0,4}$/.test(DEAD_LETTER_RETENTION_DAYS)) return Number(DEAD_LETTER_RETENTION_DAYS);
  throw new ConfigurationError("DEAD_LETTER_RETENTION_DAYS is no whole number of days from 1 on");
}
