import { writeLog } from "@coccinelle/core";
import { insertOutboxEvent } from "@coccinelle/db";
import { createVault } from "@coccinelle/vault";
import type { DeliveryDeps } from "./delivery/deliver-event.ts";
import { createChannelCache } from "./owner/channel-cache.ts";
import type { OwnershipDeps } from "./owner/identify-owner.ts";
import { loadCandidates } from "./owner/load-candidates.ts";
import { createCredentialsOpener, type OpenCredentials } from "./owner/open-credentials.ts";

/** What every webhook takes. */
export interface IngestDeps extends OwnershipDeps, DeliveryDeps {
  publicBaseUrl: string | undefined;
  newId(): string;
}

/** Both live as long as the isolate. */
const channels = createChannelCache();
let opener: { keyring: string; openCredentials: OpenCredentials } | undefined;

function credentialsOpener(keyring: string): OpenCredentials {
  if (opener?.keyring !== keyring) {
    const vault = createVault(keyring, {
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    });
    opener = { keyring, openCredentials: createCredentialsOpener(vault) };
  }
  return opener.openCredentials;
}

/** @throws ConfigurationError naming the variable that is missing or wrong */
export function ingestDeps(env: Env): IngestDeps {
  const openCredentials = credentialsOpener(env.CREDENTIALS_KEYS);
  return {
    publicBaseUrl: env.PUBLIC_BASE_URL,
    channels,
    loadCandidates: (claims) => loadCandidates(claims, { db: env.DB, openCredentials, log: writeLog }),
    queue: env.MESSAGE_EVENTS,
    saveToOutbox: (row) => insertOutboxEvent(env.DB, row),
    clock: () => new Date(),
    newId: () => crypto.randomUUID(),
    log: writeLog,
  };
}
