import { type Channel, type ChannelRow, toChannel } from "./channel.ts";

/**
 * Channels of every tenant whose credentials are sealed with another key than the current one.
 *
 * @param currentKeyPrefix what every text sealed with the current key begins with
 */
export async function listChannelsToReseal(
  db: D1Database,
  currentKeyPrefix: string,
  limit: number,
): Promise<Channel[]> {
  const { results } = await db
    .prepare("SELECT * FROM channels WHERE substr(credentials, 1, length(?1)) <> ?1 ORDER BY id LIMIT ?2")
    .bind(currentKeyPrefix, limit)
    .all<ChannelRow>();
  return results.map(toChannel);
}

/** Replaces the credentials that the channel was read with, unless somebody changed them meanwhile: false, and theirs stay. */
export async function resealChannel(
  db: D1Database,
  { id, tenantId, credentials }: Pick<Channel, "id" | "tenantId" | "credentials">,
  newCredentials: string,
): Promise<boolean> {
  const { results } = await db
    .prepare(
      "UPDATE channels SET credentials = ?4 WHERE id = ?1 AND tenant_id = ?2 AND credentials = ?3 RETURNING id",
    )
    .bind(id, tenantId, credentials, newCredentials)
    .all();
  return results.length > 0;
}
