import { writeLog } from "@coccinelle/core";
import type { ReplayRef } from "@coccinelle/db";
import { createApi } from "./api/frame/router.ts";
import { getReplayRunner, openVault } from "./bindings.ts";
import { deleteOldDeadLetters, readRetentionDays } from "./nightly/delete-old-dead-letters.ts";
import { resealCredentials } from "./nightly/reseal-credentials.ts";
import { runNightly } from "./nightly/run-nightly.ts";
import { consumeDeadLetters } from "./queue/consume-dead-letters.ts";
import { consumeEvents } from "./queue/consume-events.ts";
import { wakeReplays } from "./replays/wake-replays.ts";

export { ReplayRunner } from "./replays/replay-runner.ts";

const clock = () => new Date();
const newId = () => crypto.randomUUID();
const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const log = writeLog;

const api = createApi({ fetch: (input, init) => fetch(input, init), clock, newId, randomBytes, log });

export default {
  fetch: api.fetch,

  async queue(batch, env) {
    const consume = batch.queue === "message-events-dead" ? consumeDeadLetters : consumeEvents;
    const codeVersion = env.CF_VERSION_METADATA.id || null;
    await consume(batch, { db: env.DB, clock, random: Math.random, newId, codeVersion, log });
  },

  async scheduled(_controller, env) {
    const { DB: db } = env;
    const wake = (ref: ReplayRef) => getReplayRunner(env).wake(ref, 0);
    await runNightly([
      () => wakeReplays({ db, wake, log }),
      () => deleteOldDeadLetters(readRetentionDays(env), { db, clock, log }),
      async () => resealCredentials({ db, vault: openVault(env, { randomBytes }), log }),
    ]);
  },
} satisfies ExportedHandler<Env>;
