import { errorFields, type Log } from "@coccinelle/core";
import { listUnfinishedReplays, type ReplayRef } from "@coccinelle/db";

const PAGE_SIZE = 100;

interface WakeDeps {
  db: D1Database;
  wake(ref: ReplayRef): Promise<void>;
  log: Log;
}

/** Wakes every unfinished replay, in case its runner has lost its alarm. */
export async function wakeReplays({ db, wake, log }: WakeDeps): Promise<void> {
  let afterId = "";
  for (;;) {
    const page = await listUnfinishedReplays(db, afterId, PAGE_SIZE);
    for (const ref of page) {
      try {
        await wake(ref);
      } catch (error) {
        log("error", "replay_not_woken", { ...ref, ...errorFields(error) });
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE_SIZE) return;
    afterId = last.replayId;
  }
}
