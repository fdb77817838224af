import {
  errorFields,
  errorMessage,
  type Log,
  NonRetryableError,
  TransientError,
  TwilioCredentials,
} from "@coccinelle/core";
import { type Channel, findChannelCandidates } from "@coccinelle/db";
import type { Vault } from "@coccinelle/vault";
import type { TwilioCandidate, TwilioClaims } from "@coccinelle/webhooks";

export interface ChannelSource {
  db: D1Database;
  vault: Pick<Vault, "open">;
  log: Log;
}

/**
 * The channels that could own a request, with their credentials opened. One whose credentials do not open
 * is logged and left out: the others are not to suffer for it.
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
  return candidates.filter((candidate) => candidate !== null);
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
  { id, tenantId, address, accountId, serviceId, settings, credentials }: Channel,
  { vault, log }: ChannelSource,
): Promise<TwilioCandidate | null> {
  try {
    const opened = await vault.open(credentials, {
      table: "channels",
      rowId: id,
      tenantId,
      field: "credentials",
    });
    return {
      channelId: id,
      tenantId,
      address,
      accountId,
      serviceId,
      settings,
      credentials: parseCredentials(opened),
    };
  } catch (error) {
    log("error", "channel_skipped", { channelId: id, tenantId, ...errorFields(error) });
    return null;
  }
}

function parseCredentials(json: string): TwilioCredentials {
  try {
    return TwilioCredentials.parse(JSON.parse(json));
  } catch {
    // The parsers' own messages may quote the token: they must not be the cause.
    throw new NonRetryableError("the credentials are not those of a Twilio account");
  }
}
