import * as z from "zod";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { toIsoTime, toSqliteTime } from "../sql/time.ts";

/** The rights of a tenant's key: a `viewer` reads, and an `operator` also changes. */
export const KeyRole = z.enum(["viewer", "operator"]);
export type KeyRole = z.infer<typeof KeyRole>;

/** A tenant's key to the operators' API, without its secret. Times are ISO 8601, UTC. */
export interface ApiKey {
  id: string;
  tenantId: string;
  role: KeyRole;
  name: string | null;
  createdAt: string;
  /** The id of the actor that made the key. */
  createdBy: string;
  /** Exact to the hour. */
  lastUsedAt: string | null;
  revokedAt: string | null;
}

/** The caller makes the id, since the id is a part of the key. */
export type NewApiKey = Pick<ApiKey, "id" | "tenantId" | "role" | "name" | "createdBy"> & {
  secretHash: string;
};

interface ApiKeyRow {
  id: string;
  tenant_id: string;
  role: string;
  name: string | null;
  secret_hash: string;
  created_at: string;
  created_by: string;
  last_used_at: string | null;
  revoked_at: string | null;
}

function toApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    role: KeyRole.parse(row.role),
    name: row.name,
    createdAt: toIsoTime(row.created_at),
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at && toIsoTime(row.last_used_at),
    revokedAt: row.revoked_at && toIsoTime(row.revoked_at),
  };
}

export async function insertApiKey(db: D1Database, key: NewApiKey, now: Date): Promise<ApiKey> {
  const row = await db
    .prepare(
      `INSERT INTO api_keys (id, tenant_id, role, name, secret_hash, created_at, created_by)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING *`,
    )
    .bind(key.id, key.tenantId, key.role, key.name, key.secretHash, toSqliteTime(now), key.createdBy)
    .first<ApiKeyRow>();
  if (!row) throw new Error("D1 returned no row for an inserted key");
  return toApiKey(row);
}

/** A tenant's keys with the revoked ones, the newest first. */
export async function listApiKeys(
  db: D1Database,
  tenantId: string,
  page: PageRequest = {},
): Promise<Page<ApiKey>> {
  const limit = pageLimit(page);
  const [createdAt = "~", id = ""] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 2);
  const { results } = await db
    .prepare(
      `SELECT * FROM api_keys WHERE tenant_id = ?1 AND (created_at, id) < (?2, ?3)
       ORDER BY created_at DESC, id DESC LIMIT ?4`,
    )
    .bind(tenantId, createdAt, id, limit + 1)
    .all<ApiKeyRow>();
  return toPage(results, limit, { toItem: toApiKey, keyOf: (row) => [row.created_at, row.id] });
}

/** Finds the key with this id among all tenants, with the hash that its secret must have. */
export async function findApiKey(
  db: D1Database,
  id: string,
): Promise<{ key: ApiKey; secretHash: string } | null> {
  const row = await db.prepare("SELECT * FROM api_keys WHERE id = ?1").bind(id).first<ApiKeyRow>();
  return row && { key: toApiKey(row), secretHash: row.secret_hash };
}

/** Writes that a key was used now, unless a use since `before` is written already. */
export async function touchApiKey(db: D1Database, id: string, now: Date, before: Date): Promise<void> {
  await db
    .prepare(
      `UPDATE api_keys SET last_used_at = ?2
       WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at < ?3)`,
    )
    .bind(id, toSqliteTime(now), toSqliteTime(before))
    .run();
}

/** Revokes a key at once and for good. A revoked key stays as it is. False where the tenant has no key with this id. */
export async function revokeApiKey(
  db: D1Database,
  tenantId: string,
  id: string,
  now: Date,
): Promise<boolean> {
  const row = await db
    .prepare(
      `UPDATE api_keys SET revoked_at = coalesce(revoked_at, ?3) WHERE id = ?1 AND tenant_id = ?2 RETURNING id`,
    )
    .bind(id, tenantId, toSqliteTime(now))
    .first();
  return row !== null;
}
