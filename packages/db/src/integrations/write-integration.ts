import {
  ConflictError,
  CrmSystem,
  errorMessage,
  type IntegrationRef,
  NotFoundError,
  SyncStatus,
  statusesBefore,
} from "@coccinelle/core";
import { type Metadata, parseMetadata } from "../sql/metadata.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../sql/page.ts";
import { toIsoTime, toSqliteTime } from "../sql/time.ts";
import { NEXT_CUSTOMER_ATTEMPT } from "../sync/reading/customer-to-sync.ts";

/** A tenant's CRM: a row of `crm_integrations`. Times are ISO 8601, UTC. */
export interface Integration {
  id: string;
  tenantId: string;
  /** A `CrmSystem`, `native` for this database itself, or what another program wrote. */
  system: string;
  isActive: boolean;
  /** Sealed. Null while it waits for an authorisation, and where there is nothing to sign in to. */
  credentials: string | null;
  settings: Metadata;
  syncStatus: SyncStatus;
  lastSyncAt: string | null;
  /** Null where another program wrote none. */
  createdAt: string | null;
  updatedAt: string | null;
}

/** The id comes from the caller, since sealing the credentials takes it. */
export interface NewIntegration extends Pick<Integration, "id" | "tenantId" | "credentials" | "settings"> {
  system: CrmSystem;
}

/** What is left out stays as it is. */
export interface IntegrationChanges {
  /** Sealed. What failed, or waited for an authorisation, may then be tried again. */
  credentials?: string | undefined;
  /** Replaces them whole. Where there are credentials, what failed or waited may then be tried again, too. */
  settings?: Metadata | undefined;
  /** Found out about the CRM: goes into the settings, beside what else they say. */
  learned?: Readonly<Record<string, boolean | string>> | undefined;
  isActive?: boolean | undefined;
}

export interface IntegrationRow {
  id: string;
  tenant_id: string;
  system_type: string;
  is_active: number | null;
  credentials: string | null;
  settings: string | null;
  sync_status: string | null;
  last_sync_at: string | null;
  created_at: string | null;
  updated_at: string | null;
}

export function toIntegration(row: IntegrationRow): Integration {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    system: row.system_type,
    isActive: row.is_active === 1,
    credentials: row.credentials,
    settings: parseMetadata(row.settings) ?? {},
    syncStatus: SyncStatus.catch("idle").parse(row.sync_status),
    lastSyncAt: row.last_sync_at && toIsoTime(row.last_sync_at),
    createdAt: row.created_at && toIsoTime(row.created_at),
    updatedAt: row.updated_at && toIsoTime(row.updated_at),
  };
}

/**
 * Active from the start; without credentials it needs an authorisation first.
 *
 * @throws ConflictError naming the tenant's integration that is with this account already
 */
export async function insertIntegration(
  db: D1Database,
  { id, tenantId, system, credentials, settings }: NewIntegration,
  now: Date,
): Promise<Integration> {
  const status: SyncStatus = credentials === null ? "needs_auth" : "idle";
  const row = await writeIntegration(db, { id, tenantId, settings }, [
    db
      .prepare(
        `INSERT INTO crm_integrations
           (id, tenant_id, system_type, is_active, credentials, settings, sync_status, created_at, updated_at)
         VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7, ?7) RETURNING *`,
      )
      .bind(id, tenantId, system, credentials, JSON.stringify(settings), status, toSqliteTime(now)),
  ]);
  if (!row) throw new Error("D1 returned no row for an inserted integration");
  return toIntegration(row);
}

/** Null where the tenant has none with this id. */
export async function findIntegration(
  db: D1Database,
  tenantId: string,
  id: string,
): Promise<Integration | null> {
  const row = await db
    .prepare("SELECT * FROM crm_integrations WHERE id = ?1 AND tenant_id = ?2")
    .bind(id, tenantId)
    .first<IntegrationRow>();
  return row && toIntegration(row);
}

/**
 * New credentials or settings, and switching it off, end a pass that is under way: it writes nothing more, so
 * that what it learns with the old ones does not stand in the way of the new.
 *
 * @throws NotFoundError where the tenant has none with this id
 * @throws ConflictError naming the tenant's other integration with the account that the settings name
 */
export async function updateIntegration(
  db: D1Database,
  tenantId: string,
  id: string,
  { credentials, settings, learned, isActive }: IntegrationChanges,
  now: Date,
): Promise<Integration> {
  const endsPass = credentials !== undefined || settings !== undefined || isActive === false;
  const row = await writeIntegration(db, { id, tenantId, settings: { ...settings, ...learned } }, [
    db
      .prepare(
        `UPDATE crm_integrations SET
           credentials = coalesce(?3, credentials),
           settings = CASE WHEN coalesce(?4, ?5) IS NULL THEN settings ELSE json_patch(
             coalesce(?4, CASE WHEN json_valid(settings) THEN settings END, '{}'), coalesce(?5, '{}')) END,
           is_active = coalesce(?6, is_active),
           sync_status = CASE
             WHEN (?3 IS NOT NULL OR (?4 IS NOT NULL AND credentials IS NOT NULL))
               AND sync_status IN ('error', 'needs_auth') THEN 'idle'
             WHEN ?6 = 0 AND sync_status = 'syncing' THEN 'idle'
             ELSE sync_status END,
           updated_at = ?7
         WHERE id = ?1 AND tenant_id = ?2 RETURNING *`,
      )
      .bind(
        id,
        tenantId,
        credentials ?? null,
        settings ? JSON.stringify(settings) : null,
        learned ? JSON.stringify(learned) : null,
        isActive === undefined ? null : Number(isActive),
        toSqliteTime(now),
      ),
    ...(endsPass
      ? [
          db
            .prepare("UPDATE sync_cursors SET pass_token = NULL WHERE integration_id = ?1 AND tenant_id = ?2")
            .bind(id, tenantId),
        ]
      : []),
  ]);
  if (!row) {
    throw new NotFoundError("integration: there is none with this id", { context: { integrationId: id } });
  }
  return toIntegration(row);
}

/**
 * The row that the first of the statements gives back.
 *
 * @param integration with those of its settings that are written
 */
async function writeIntegration(
  db: D1Database,
  integration: Pick<Integration, "id" | "tenantId" | "settings">,
  statements: D1PreparedStatement[],
): Promise<IntegrationRow | null> {
  try {
    const [written] = await db.batch<IntegrationRow>(statements);
    return written?.results[0] ?? null;
  } catch (error) {
    if (!errorMessage(error).includes("account_has_an_integration")) throw error;
    const integrationId = await findOtherWithAccount(db, integration);
    throw new ConflictError(
      `settings: the tenant's integration ${integrationId} is with this account already: delete it, or name another account`,
      { context: { integrationId }, cause: error },
    );
  }
}

/** Accounts of different CRMs are not named alike. Null where it went meanwhile. */
function findOtherWithAccount(
  db: D1Database,
  { id, tenantId, settings }: Pick<Integration, "id" | "tenantId" | "settings">,
): Promise<string | null> {
  return db
    .prepare(
      `SELECT integration_id FROM integration_accounts
       WHERE tenant_id = ?1 AND integration_id <> ?2
         AND account_id = coalesce(?3 ->> 'portalId', substr(?3 ->> 'organizationId', 1, 15))`,
    )
    .bind(tenantId, id, JSON.stringify(settings))
    .first<string>("integration_id");
}

/**
 * Has what failed, or waited for access, begin anew.
 *
 * @returns false where it did neither: nothing changed
 */
export async function reviveIntegration(db: D1Database, tenantId: string, id: string): Promise<boolean> {
  const { results } = await db
    .prepare(
      `UPDATE crm_integrations SET sync_status = 'idle'
       WHERE id = ?1 AND tenant_id = ?2 AND sync_status IN ('error', 'needs_auth') RETURNING id`,
    )
    .bind(id, tenantId)
    .all();
  return results.length > 0;
}

/** With it goes what is known of the sync; the CRM keeps its records. False where the tenant has none with this id. */
export async function deleteIntegration(db: D1Database, tenantId: string, id: string): Promise<boolean> {
  const { results } = await db
    .prepare("DELETE FROM crm_integrations WHERE id = ?1 AND tenant_id = ?2 RETURNING id")
    .bind(id, tenantId)
    .all();
  return results.length > 0;
}

/**
 * Whether something is due for integration `i`, whose cursors are `s`, at ?6 (as SQLite writes times) and ?7
 * (ISO 8601): a pass that was cut off, a look at what changed there, a job, customers that changed or are yet
 * to be loaded, their activities, and what failed or waits to be revised. Each part is a look into one index.
 */
const IS_DUE = `(
  i.sync_status = 'syncing'
  OR s.read_back_at <= ?6 OR s.reconcile_at <= ?6
  OR (s.bulk_job_id IS NOT NULL AND s.bulk_look_at <= ?6)
  OR EXISTS (SELECT 1 FROM prospect_changes c WHERE c.tenant_id = i.tenant_id AND c.seq > s.live_position)
  OR (s.bulk_job_id IS NULL AND EXISTS (SELECT 1 FROM prospect_changes c
    WHERE c.tenant_id = i.tenant_id AND c.seq > s.load_position AND c.seq <= s.load_until))
  OR EXISTS (SELECT 1 FROM prospect_changes c
    WHERE c.tenant_id = i.tenant_id AND c.seq > s.live_activities_position AND c.seq <= s.live_position)
  OR EXISTS (SELECT 1 FROM prospect_changes c
    WHERE c.tenant_id = i.tenant_id AND c.seq > s.load_activities_position AND c.seq <= s.load_position)
  OR EXISTS (SELECT 1 FROM crm_sync_mappings m
    WHERE m.integration_id = i.id AND m.sync_status IN ('pending', 'error') AND ${NEXT_CUSTOMER_ATTEMPT} <= ?7)
  OR EXISTS (SELECT 1 FROM crm_activity_mappings a
    WHERE a.integration_id = i.id AND a.state IN ('intended', 'error')
      AND coalesce(a.metadata ->> 'nextAttemptAt', '') <= ?7)
  OR EXISTS (SELECT 1 FROM crm_activity_mappings a
    WHERE a.integration_id = i.id AND a.state IN ('changed', 'removed')
      AND coalesce(a.metadata ->> 'nextAttemptAt', '') <= ?7)
)`;

/**
 * The integrations of all tenants for which there is something to do, and a pass may begin: active, with a
 * CRM, neither paused nor without authorisation.
 */
export async function listIntegrationsToSync(
  db: D1Database,
  page: PageRequest = {},
  now: Date = new Date(),
): Promise<Page<IntegrationRef>> {
  const limit = pageLimit(page);
  const [tenantId = "", id = ""] = page.cursor === undefined ? [] : decodeCursor(page.cursor, 2);
  const { results } = await db
    .prepare(
      `SELECT i.tenant_id AS tenantId, i.id AS integrationId
       FROM crm_integrations i CROSS JOIN sync_cursors s ON s.tenant_id = i.tenant_id AND s.integration_id = i.id
       WHERE i.is_active = 1 AND i.system_type <> 'native' AND (i.tenant_id, i.id) > (?1, ?2)
         AND i.system_type IN (SELECT value FROM json_each(?3))
         AND i.sync_status IN (SELECT value FROM json_each(?4))
         AND ${IS_DUE}
       ORDER BY i.tenant_id, i.id LIMIT ?5`,
    )
    .bind(
      tenantId,
      id,
      JSON.stringify(CrmSystem.options),
      JSON.stringify(statusesBefore("syncing")),
      limit + 1,
      toSqliteTime(now),
      now.toISOString(),
    )
    .all<IntegrationRef>();
  return toPage(results, limit, {
    toItem: (ref) => ref,
    keyOf: (ref) => [ref.tenantId, ref.integrationId],
  });
}
