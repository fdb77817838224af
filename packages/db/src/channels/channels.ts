import { ConflictError, errorMessage, NotFoundError } from "@coccinelle/core";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { toSqliteTime } from "../sql/time.ts";
import { type Channel, type ChannelRow, toChannel } from "./channel.ts";

/** The id comes from the caller, since the credentials are sealed for it. */
export type NewChannel = Omit<Channel, "createdAt" | "updatedAt">;

/** A field that is left out stays as it is. */
export type ChannelChanges = Partial<Pick<Channel, "accountId" | "serviceId" | "credentials" | "settings">>;

/** @throws ConflictError when the tenant has a channel with this address already */
export async function insertChannel(db: D1Database, channel: NewChannel, now: Date): Promise<Channel> {
  const statement = db
    .prepare(
      `INSERT INTO channels
         (id, tenant_id, provider, address, account_id, service_id, credentials, settings, created_at, updated_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) RETURNING *`,
    )
    .bind(
      channel.id,
      channel.tenantId,
      channel.provider,
      channel.address,
      channel.accountId,
      channel.serviceId,
      channel.credentials,
      JSON.stringify(channel.settings),
      toSqliteTime(now),
    );
  try {
    const row = await statement.first<ChannelRow>();
    if (!row) throw new Error("D1 returned no row for an inserted channel");
    return toChannel(row);
  } catch (error) {
    if (!errorMessage(error).includes("UNIQUE constraint failed: channels.tenant_id")) throw error;
    throw new ConflictError("address: the tenant has a channel with it already", { cause: error });
  }
}

/** A tenant's channels, the newest first. */
export async function listChannels(
  db: D1Database,
  tenantId: string,
  page: PageRequest = {},
): Promise<Page<Channel>> {
  const limit = pageLimit(page);
  const [createdAt = null, id = null] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 2);
  const { results } = await db
    .prepare(
      `SELECT * FROM channels
       WHERE tenant_id = ?1 AND (?2 IS NULL OR (created_at, id) < (?2, ?3))
       ORDER BY created_at DESC, id DESC LIMIT ?4`,
    )
    .bind(tenantId, createdAt, id, limit + 1)
    .all<ChannelRow>();
  return toPage(results, limit, { toItem: toChannel, keyOf: (row) => [row.created_at, row.id] });
}

/** Null if the tenant has no channel with this id. */
export async function findChannel(db: D1Database, tenantId: string, id: string): Promise<Channel | null> {
  const row = await db
    .prepare("SELECT * FROM channels WHERE id = ?1 AND tenant_id = ?2")
    .bind(id, tenantId)
    .first<ChannelRow>();
  return row && toChannel(row);
}

/** @throws NotFoundError if the tenant has no channel with this id */
export async function updateChannel(
  db: D1Database,
  tenantId: string,
  id: string,
  changes: ChannelChanges,
  now: Date,
): Promise<Channel> {
  const columns = Object.entries({
    account_id: changes.accountId,
    service_id: changes.serviceId,
    credentials: changes.credentials,
    settings: changes.settings && JSON.stringify(changes.settings),
    updated_at: toSqliteTime(now),
  }).filter(([, value]) => value !== undefined);
  const row = await db
    .prepare(
      `UPDATE channels SET ${columns.map(([column], index) => `${column} = ?${index + 3}`).join(", ")}
       WHERE id = ?1 AND tenant_id = ?2 RETURNING *`,
    )
    .bind(id, tenantId, ...columns.map(([, value]) => value))
    .first<ChannelRow>();
  if (!row) throw new NotFoundError("channel: there is none with this id", { context: { channelId: id } });
  return toChannel(row);
}

/** False if the tenant has no channel with this id. */
export async function deleteChannel(db: D1Database, tenantId: string, id: string): Promise<boolean> {
  const { results } = await db
    .prepare("DELETE FROM channels WHERE id = ?1 AND tenant_id = ?2 RETURNING id")
    .bind(id, tenantId)
    .all();
  return results.length > 0;
}
