import { ChannelSettings, ConflictError, errorMessage, NotFoundError, Provider } from "@coccinelle/core";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "./page.ts";
import { toIsoTime, toSqliteTime } from "./time.ts";

/** A tenant's number or other address at a provider: a row of `channels`. Times are ISO 8601, UTC. */
export interface Channel {
  id: string;
  tenantId: string;
  provider: Provider;
  address: string;
  /** The provider's account, in the clear, so that a request's owner is found. */
  accountId: string | null;
  /** The provider's pool of addresses that this one is in. */
  serviceId: string | null;
  /** Sealed. */
  credentials: string;
  settings: ChannelSettings;
  createdAt: string;
  updatedAt: string;
}

/** The id comes from the caller, since sealing the credentials takes it. */
export type NewChannel = Omit<Channel, "createdAt" | "updatedAt">;

/** What is left out stays as it is. */
export type ChannelChanges = Partial<
  Pick<Channel, "address" | "accountId" | "serviceId" | "credentials" | "settings">
>;

/** What a request says of the channel that it belongs to. */
export interface ChannelOwner {
  address?: string | undefined;
  accountId?: string | undefined;
  serviceId?: string | undefined;
}

interface ChannelRow {
  id: string;
  tenant_id: string;
  provider: string;
  address: string;
  account_id: string | null;
  service_id: string | null;
  credentials: string;
  settings: string;
  created_at: string;
  updated_at: string;
}

function toChannel(row: ChannelRow): Channel {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    provider: Provider.parse(row.provider),
    address: row.address,
    accountId: row.account_id,
    serviceId: row.service_id,
    credentials: row.credentials,
    settings: ChannelSettings.parse(JSON.parse(row.settings)),
    createdAt: toIsoTime(row.created_at),
    updatedAt: toIsoTime(row.updated_at),
  };
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

/** @throws ConflictError when the tenant has a channel with this address already */
export async function insertChannel(db: D1Database, channel: NewChannel, now: Date): Promise<Channel> {
  const row = await writeChannel(
    db
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
      ),
  );
  if (!row) throw new Error("D1 returned no row for an inserted channel");
  return toChannel(row);
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

/** Null where the tenant has none with this id. */
export async function findChannel(db: D1Database, tenantId: string, id: string): Promise<Channel | null> {
  const row = await db
    .prepare("SELECT * FROM channels WHERE id = ?1 AND tenant_id = ?2")
    .bind(id, tenantId)
    .first<ChannelRow>();
  return row && toChannel(row);
}

/**
 * @throws NotFoundError where the tenant has none with this id
 * @throws ConflictError when the tenant has a channel with this address already
 */
export async function updateChannel(
  db: D1Database,
  tenantId: string,
  id: string,
  changes: ChannelChanges,
  now: Date,
): Promise<Channel> {
  const columns = Object.entries({
    address: changes.address,
    account_id: changes.accountId,
    service_id: changes.serviceId,
    credentials: changes.credentials,
    settings: changes.settings && JSON.stringify(changes.settings),
    updated_at: toSqliteTime(now),
  }).filter(([, value]) => value !== undefined);
  const row = await writeChannel(
    db
      .prepare(
        `UPDATE channels SET ${columns.map(([column], index) => `${column} = ?${index + 3}`).join(", ")}
         WHERE id = ?1 AND tenant_id = ?2 RETURNING *`,
      )
      .bind(id, tenantId, ...columns.map(([, value]) => value)),
  );
  if (!row) throw new NotFoundError("channel: there is none with this id", { context: { channelId: id } });
  return toChannel(row);
}

async function writeChannel(statement: D1PreparedStatement): Promise<ChannelRow | null> {
  try {
    return await statement.first<ChannelRow>();
  } catch (error) {
    if (!errorMessage(error).includes("UNIQUE constraint failed: channels.tenant_id")) throw error;
    throw new ConflictError("address: the tenant has a channel with it already", { cause: error });
  }
}

/** False where the tenant has none with this id. */
export async function deleteChannel(db: D1Database, tenantId: string, id: string): Promise<boolean> {
  const { results } = await db
    .prepare("DELETE FROM channels WHERE id = ?1 AND tenant_id = ?2 RETURNING id")
    .bind(id, tenantId)
    .all();
  return results.length > 0;
}

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

/** Replaces sealed credentials, unless somebody changed them meanwhile: false, and theirs stay. */
export async function resealChannel(
  db: D1Database,
  id: string,
  oldSealed: string,
  newSealed: string,
): Promise<boolean> {
  const { results } = await db
    .prepare("UPDATE channels SET credentials = ?3 WHERE id = ?1 AND credentials = ?2 RETURNING id")
    .bind(id, oldSealed, newSealed)
    .all();
  return results.length > 0;
}
