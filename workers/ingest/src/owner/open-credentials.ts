import { NonRetryableError } from "@coccinelle/core";
import type { Channel } from "@coccinelle/db";
import { channelCredentialsPlace, type Vault } from "@coccinelle/vault";

/** A few megabytes. */
const MAX_OPENED = 5_000;

/** @throws NonRetryableError if the credentials do not open */
export type OpenCredentials = (channel: Pick<Channel, "id" | "tenantId" | "credentials">) => Promise<unknown>;

/** Opens each channel's credentials once: all channels of an account are read again for each of its numbers. */
export function createCredentialsOpener(vault: Pick<Vault, "open">): OpenCredentials {
  const opened = new Map<string, unknown>();
  return async (channel) => {
    const key = JSON.stringify([channel.id, channel.tenantId, channel.credentials]);
    if (opened.has(key)) return opened.get(key);
    const credentials = parseJson(await vault.open(channel.credentials, channelCredentialsPlace(channel)));
    if (opened.size >= MAX_OPENED) opened.clear();
    opened.set(key, credentials);
    return credentials;
  };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own message may quote a token, so it must not be the cause.
    throw new NonRetryableError("the credentials are no JSON");
  }
}
