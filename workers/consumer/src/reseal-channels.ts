import { errorFields, type Log } from "@coccinelle/core";
import { type Channel, listChannelsToReseal, resealChannel } from "@coccinelle/db";
import { channelCredentialsPlace, type Vault } from "@coccinelle/vault";

const PAGE_SIZE = 100;

interface ResealDeps {
  db: D1Database;
  vault: Vault;
  log: Log;
}

type ResealOutcome = "resealed" | "changedMeanwhile" | "failed";

/**
 * Seals every channel's credentials under the vault's current key that are sealed under another one,
 * so that the other can be taken out of the keyring. What somebody changes meanwhile stays theirs;
 * what does not open is logged, and stays as it is.
 */
export async function resealChannels(deps: ResealDeps): Promise<void> {
  const counts: Record<ResealOutcome, number> = { resealed: 0, changedMeanwhile: 0, failed: 0 };
  const done = new Set<string>();
  for (;;) {
    // What was not resealed may still be listed: the page has room for it, or it would hide the others.
    const room = PAGE_SIZE + counts.changedMeanwhile + counts.failed;
    const page = await listChannelsToReseal(deps.db, deps.vault.currentPrefix, room);
    const due = page.filter(({ id }) => !done.has(id));
    if (due.length === 0) break;
    for (const channel of due) {
      counts[await reseal(channel, deps)] += 1;
      done.add(channel.id);
    }
  }
  deps.log(counts.failed > 0 ? "error" : "info", "channels_resealed", counts);
}

async function reseal(channel: Channel, { db, vault, log }: ResealDeps): Promise<ResealOutcome> {
  const place = channelCredentialsPlace(channel);
  let plaintext: string;
  try {
    plaintext = await vault.open(channel.credentials, place);
  } catch (error) {
    log("error", "channel_not_resealed", { channelId: channel.id, ...errorFields(error) });
    return "failed";
  }
  const sealed = await vault.seal(plaintext, place);
  return (await resealChannel(db, channel, sealed)) ? "resealed" : "changedMeanwhile";
}
