import type { Provider } from "@coccinelle/core";
import { type Channel, type ChannelRow, toChannel } from "./channel.ts";

/** An address as a provider writes it: a number, or a pool's id. */
export interface ProviderAddress {
  provider: Provider;
  address: string;
}

/** Lists every channel, of any tenant, that has one of the addresses as its own or as its pool, the oldest first. */
export async function listChannelsAt(
  db: D1Database,
  addresses: readonly ProviderAddress[],
): Promise<Channel[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM channels WHERE id IN (
         SELECT c.id FROM json_each(?1) e
         CROSS JOIN channels c ON c.provider = e.value ->> 'provider' AND c.address = e.value ->> 'address'
         UNION ALL SELECT c.id FROM json_each(?1) e
         CROSS JOIN channels c ON c.provider = e.value ->> 'provider' AND c.service_id = e.value ->> 'address'
       ) ORDER BY created_at, id`,
    )
    .bind(JSON.stringify(addresses))
    .all<ChannelRow>();
  return results.map(toChannel);
}
