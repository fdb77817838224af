import { NonRetryableError, TwilioCredentials } from "@coccinelle/core";
import type { Channel } from "@coccinelle/db";
import { channelCredentialsPlace, type Vault } from "@coccinelle/vault";

/** A few megabytes. */
const MAX_OPENED = 5_000;

export type OpenCredentials = (
  channel: Pick<Channel, "id" | "tenantId" | "credentials">,
) => Promise<TwilioCredentials>;

/**
 * Opens channels' credentials, each once: one account's channels are read again for each of its numbers.
 * What it returns throws NonRetryableError where they do not open.
 */
export function createCredentialsOpener(vault: Pick<Vault, "open">): OpenCredentials {
  const opened = new Map<string, TwilioCredentials>();
  return async (channel) => {
    const key = JSON.stringify([channel.id, channel.tenantId, channel.credentials]);
    const known = opened.get(key);
    if (known) return known;
    const json = await vault.open(channel.credentials, channelCredentialsPlace(channel));
    const credentials = parseCredentials(json);
    if (opened.size >= MAX_OPENED) opened.clear();
    opened.set(key, credentials);
    return credentials;
  };
}

function parseCredentials(json: string): TwilioCredentials {
  try {
    return TwilioCredentials.parse(JSON.parse(json));
  } catch {
    // The parsers' own messages may quote the token: they must not be the cause.
    throw new NonRetryableError("the credentials are not those of a Twilio account");
  }
}
