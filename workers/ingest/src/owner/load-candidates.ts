import { errorFields, errorMessage, type Log, TransientError } from "@coccinelle/core";
import { type Channel, findChannelCandidates } from "@coccinelle/db";
import { keepDecisive, type TwilioCandidate, type TwilioClaims } from "@coccinelle/webhooks";
import type { OpenCredentials } from "./open-credentials.ts";

export interface ChannelSource {
  db: D1Database;
  openCredentials: OpenCredentials;
  log: Log;
}

/**
 * The channels that decide whose a request is, with their credentials opened. One whose credentials do not
 * open is logged and left out: the others are not to suffer for it.
 *
 * @throws TransientError if the database does not answer
 */
export async function loadCandidates(
  claims: TwilioClaims,
  source: ChannelSource,
): Promise<TwilioCandidate[]> {
  const candidates = await Promise.all(
    (await findChannels(claims, source.db)).map((channel) => openCandidate(channel, source)),
  );
  return keepDecisive(
    claims,
    candidates.filter((candidate) => candidate !== null),
  );
}

async function findChannels(claims: TwilioClaims, db: D1Database): Promise<Channel[]> {
  try {
    return await findChannelCandidates(db, "twilio", claims);
  } catch (cause) {
    const context = { databaseError: errorMessage(cause) };
    throw new TransientError("the channels cannot be looked up", { context, cause });
  }
}

async function openCandidate(
  channel: Channel,
  { openCredentials, log }: ChannelSource,
): Promise<TwilioCandidate | null> {
  const { id, tenantId, address, accountId, serviceId, settings } = channel;
  try {
    const credentials = await openCredentials(channel);
    return { channelId: id, tenantId, address, accountId, serviceId, settings, credentials };
  } catch (error) {
    log("error", "channel_skipped", { channelId: id, tenantId, ...errorFields(error) });
    return null;
  }
}
