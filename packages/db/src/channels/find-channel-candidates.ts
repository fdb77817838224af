import type { Provider } from "@coccinelle/core";
import { type Channel, type ChannelRow, toChannel } from "./channel.ts";

/** What a request says of the channel that it belongs to. */
export interface ChannelOwner {
  address?: string | undefined;
  accountId?: string | undefined;
  serviceId?: string | undefined;
}

/**
 * Every channel, of whatever tenant, whose credentials could own a request: by the address, by the
 * pool (as its own column, or as the address itself), or by the account; the oldest first.
 */
export async function findChannelCandidates(
  db: D1Database,
  provider: Provider,
  { address, accountId, serviceId }: ChannelOwner,
): Promise<Channel[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM channels WHERE id IN (
         SELECT id FROM channels WHERE provider = ?1 AND address IN (?2, ?3)
         UNION ALL SELECT id FROM channels WHERE provider = ?1 AND service_id = ?3
         UNION ALL SELECT id FROM channels WHERE provider = ?1 AND account_id = ?4
       ) ORDER BY created_at, id`,
    )
    .bind(provider, address ?? null, serviceId ?? null, accountId ?? null)
    .all<ChannelRow>();
  return results.map(toChannel);
}
