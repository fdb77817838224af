import { writeLog } from "@coccinelle/core";
import { insertOutboxEvent } from "@coccinelle/db";
import { createVault } from "@coccinelle/vault";
import { createChannelCache } from "./channel-cache.ts";
import { loadCandidates } from "./load-candidates.ts";
import type { TwilioMessageDeps } from "./receive-twilio-message.ts";

/** Lives as long as the isolate. */
const channels = createChannelCache();

/** @throws ConfigurationError naming the variable that is missing or wrong */
export function ingestDeps(env: Env): TwilioMessageDeps {
  const vault = createVault(env.CREDENTIALS_KEYS, {
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  return {
    publicBaseUrl: env.PUBLIC_BASE_URL,
    channels,
    loadCandidates: (claims) => loadCandidates(claims, { db: env.DB, vault, log: writeLog }),
    queue: env.MESSAGE_EVENTS,
    saveToOutbox: (row) => insertOutboxEvent(env.DB, row),
    clock: () => new Date(),
    newId: () => crypto.randomUUID(),
    log: writeLog,
  };
}
