import type { ChannelClaims, Provider } from "@coccinelle/core";
import { type Channel, type ChannelRow, toChannel } from "./channel.ts";

/**
 * Lists every channel of the provider, of any tenant, that could own a request with these claims, the oldest first.
 * A channel matches by its address, by its pool (in its column, or as the address itself) or by its account.
 */
export async function findChannelCandidates(
  db: D1Database,
  provider: Provider,
  { address, accountId, serviceId }: ChannelClaims,
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
