import { writeLog } from "@coccinelle/core";
import type { ReplayRef } from "@coccinelle/db";
import { createApi } from "./api/frame/router.ts";
import { openVault } from "./bindings.ts";
import { deleteOldDeadLetters, readRetentionDays } from "./nightly/delete-old-dead-letters.ts";
import { resealCredentials } from "./nightly/reseal-credentials.ts";
import { runNightly } from "./nightly/run-nightly.ts";
import { consumeDeadLetters } from "./queue/consume-dead-letters.ts";
import { consumeEvents } from "./queue/consume-events.ts";
import { getReplayRunner } from "./replays/get-replay-runner.ts";
import { wakeReplays } from "./replays/wake-replays.ts";

export { ReplayRunner } from "./replays/replay-runner.ts";

const api = createApi();

function dependencies(env: Env) {
  return {
    db: env.DB,
    clock: () => new Date(),
    random: Math.random,
    newId: () => crypto.randomUUID(),
    codeVersion: env.CF_VERSION_METADATA.id || null,
    log: writeLog,
  };
}

export default {
  fetch: api.fetch,

  async queue(batch, env) {
    const consume = batch.queue === "message-events-dead" ? consumeDeadLetters : consumeEvents;
    await consume(batch, dependencies(env));
  },

  async scheduled(_controller, env) {
    const { db, clock, log } = dependencies(env);
    const wake = (ref: ReplayRef) => getReplayRunner(env).wake(ref, 0);
    await runNightly([
      () => wakeReplays({ db, wake, log }),
      () => deleteOldDeadLetters(readRetentionDays(env), { db, clock, log }),
      async () => resealCredentials({ db, vault: openVault(env), log }),
    ]);
  },
} satisfies ExportedHandler<Env>;
