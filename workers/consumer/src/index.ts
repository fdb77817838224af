import { writeLog } from "@coccinelle/core";
import { createApi } from "./api/router.ts";
import { consumeDeadLetters } from "./consume-dead-letters.ts";
import { consumeEvents } from "./consume-events.ts";
import { openVault } from "./open-vault.ts";
import { resealCredentials } from "./reseal-credentials.ts";

const api = createApi();

function dependencies(env: Env) {
  return {
    db: env.DB,
    clock: () => new Date(),
    random: Math.random,
    newId: () => crypto.randomUUID(),
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
    await resealCredentials({ db: env.DB, vault: openVault(env), log: writeLog });
  },
} satisfies ExportedHandler<Env>;
