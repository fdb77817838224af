import { writeLog } from "@coccinelle/core";
import { createVault } from "@coccinelle/vault";
import { createApi } from "./api/router.ts";
import { consumeDeadLetters } from "./consume-dead-letters.ts";
import { consumeEvents } from "./consume-events.ts";
import { resealChannels } from "./reseal-channels.ts";

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
    const vault = createVault(env.CREDENTIALS_KEYS, {
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    });
    await resealChannels({ db: env.DB, vault, log: writeLog });
  },
} satisfies ExportedHandler<Env>;
