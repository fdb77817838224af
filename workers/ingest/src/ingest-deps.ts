import { writeLog } from "@coccinelle/core";
import { insertOutboxEvent } from "@coccinelle/db";
import { createVault, type Vault } from "@coccinelle/vault";
import { createChannelCache } from "./channel-cache.ts";
import { loadCandidates } from "./load-candidates.ts";
import type { TwilioMessageDeps } from "./receive-twilio-message.ts";

/** Both live as long as the isolate. */
const channels = createChannelCache();
let opened: { keyring: string; vault: Vault } | undefined;

function openVault(keyring: string): Vault {
  if (opened?.keyring !== keyring) {
    const vault = createVault(keyring, {
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    });
    opened = { keyring, vault };
  }
  return opened.vault;
}

/** @throws ConfigurationError naming the variable that is missing or wrong */
export function ingestDeps(env: Env): TwilioMessageDeps {
  const vault = openVault(env.CREDENTIALS_KEYS);
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
