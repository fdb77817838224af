import { errorFields, type Log } from "@coccinelle/core";
import { listRunningReplays, type ReplayRef } from "@coccinelle/db";

const PAGE_SIZE = 100;

interface WakeDeps {
  db: D1Database;
  wake(ref: ReplayRef): Promise<void>;
  log: Log;
}

/** Wakes the runners of all replays that are not at their end, in case one of them has lost its alarm. */
export async function wakeReplays({ db, wake, log }: WakeDeps): Promise<void> {
  let afterId = "";
  for (;;) {
    const page = await listRunningReplays(db, afterId, PAGE_SIZE);
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
