import { type Provider, writeLog } from "@coccinelle/core";
import { insertOutboxEvent } from "@coccinelle/db";
import { createVault } from "@coccinelle/vault";
import type { DeliveryDeps } from "./delivery/deliver-event.ts";
import { createChannelCache } from "./owner/channel-cache.ts";
import type { OwnershipDeps } from "./owner/identify-owners.ts";
import { loadCandidates } from "./owner/load-candidates.ts";
import { createCredentialsOpener, type OpenCredentials } from "./owner/open-credentials.ts";

/** The dependencies of every webhook of one provider. */
export interface IngestDeps extends OwnershipDeps, DeliveryDeps {
  provider: Provider;
  publicBaseUrl: string | undefined;
  newId(): string;
}

/**
 * Prepares one provider's webhooks. Its channels in memory live as long as the isolate, and no other
 * provider's are among them.
 *
 * @returns a function that throws ConfigurationError naming the variable that is missing or wrong
 */
export function createIngest(provider: Provider): (env: Env) => IngestDeps {
  const channels = createChannelCache();
  let opener: { keyring: string; openCredentials: OpenCredentials } | undefined;

  return (env) => {
    const keyring = env.CREDENTIALS_KEYS;
    if (opener?.keyring !== keyring) opener = { keyring, openCredentials: credentialsOpener(keyring) };
    const { openCredentials } = opener;
    return {
      provider,
      publicBaseUrl: env.PUBLIC_BASE_URL,
      channels,
      loadCandidates: (claims) =>
        loadCandidates(claims, { provider, db: env.DB, openCredentials, startTimer, log: writeLog }),
      queue: env.MESSAGE_EVENTS,
      saveToOutbox: (row) => insertOutboxEvent(env.DB, row),
      clock: () => new Date(),
      newId: () => crypto.randomUUID(),
      log: writeLog,
    };
  };
}

function startTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
}

function credentialsOpener(keyring: string): OpenCredentials {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  return createCredentialsOpener(createVault(keyring, { randomBytes }));
}
