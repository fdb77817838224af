import {
  type ChannelClaims,
  errorFields,
  errorMessage,
  type Log,
  type Provider,
  TransientError,
} from "@coccinelle/core";
import { type Channel, findChannelCandidates } from "@coccinelle/db";
import { type ChannelCandidate, INBOUND_PROVIDERS, keepDecisive } from "@coccinelle/webhooks";
import type { OpenCredentials } from "./open-credentials.ts";

export interface ChannelSource {
  provider: Provider;
  db: D1Database;
  openCredentials: OpenCredentials;
  log: Log;
}

/**
 * Reads the provider's channels that could own a request, with their keys. A channel whose credentials do not
 * open is logged and left out, so that the other channels still take their messages.
 *
 * @throws TransientError if the database does not answer
 */
export async function loadCandidates(
  claims: ChannelClaims,
  source: ChannelSource,
): Promise<ChannelCandidate[]> {
  const candidates = await Promise.all(
    (await findChannels(claims, source)).map((channel) => openCandidate(channel, source)),
  );
  return keepDecisive(
    claims,
    candidates.filter((candidate) => candidate !== null),
  );
}

async function findChannels(claims: ChannelClaims, { db, provider }: ChannelSource): Promise<Channel[]> {
  try {
    return await findChannelCandidates(db, provider, claims);
  } catch (cause) {
    const context = { databaseError: errorMessage(cause) };
    throw new TransientError("the channels cannot be looked up", { context, cause });
  }
}

async function openCandidate(
  channel: Channel,
  { provider, openCredentials, log }: ChannelSource,
): Promise<ChannelCandidate | null> {
  const { id, tenantId, address, accountId, serviceId, settings } = channel;
  try {
    const keys = INBOUND_PROVIDERS[provider].readKeys(await openCredentials(channel), settings);
    return { channelId: id, tenantId, address, accountId, serviceId, settings, keys };
  } catch (error) {
    log("error", "channel_skipped", { channelId: id, tenantId, ...errorFields(error) });
    return null;
  }
}
