import {
  ConflictError,
  type CrmSystem,
  errorMessage,
  NotFoundError,
  type SyncStatus,
} from "@coccinelle/core";
import type { Metadata } from "../sql/metadata.ts";
import { toSqliteTime } from "../sql/time.ts";
import { type Integration, type IntegrationRow, toIntegration } from "./integration.ts";

/** The caller makes the id, since credentials are sealed for the id of their row. */
export interface NewIntegration extends Pick<Integration, "id" | "tenantId" | "credentials" | "settings"> {
  system: CrmSystem;
}

/** The values to change. A value that is left out stays as it is. */
export interface IntegrationChanges {
  /** Sealed. An integration that failed or waited for an authorisation may then sync again. */
  credentials?: string | undefined;
  /**
   * Replaces all settings. An integration that has credentials, and that failed or waited for an authorisation, may
   * then sync again.
   */
  settings?: Metadata | undefined;
  /** Facts that were found out about the CRM. They are added to the settings. */
  learned?: Readonly<Record<string, boolean | string>> | undefined;
  isActive?: boolean | undefined;
}

/**
 * Inserts an integration. It is active from the start. Without credentials its status is `needs_auth`.
 *
 * @throws ConflictError where the tenant has an integration with the same account; the message names that integration
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

/**
 * Updates an integration. New credentials, new settings and switching it off end a pass that is under way. The pass
 * writes nothing more, so that nothing which it learned with the old values is stored beside the new ones.
 *
 * @throws NotFoundError where the tenant has no integration with this id
 * @throws ConflictError where the settings name the account of another integration; the message names that one
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
 * Runs the statements in one transaction, and returns the row that the first one gives back.
 *
 * @param integration its `settings` hold at least the ones that are written
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

/**
 * Finds the other integration with the same account. Null where it was deleted meanwhile. Accounts of different CRMs
 * never have the same id.
 */
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
 * Lets an integration that failed, or that waited for an authorisation, sync again.
 *
 * @returns false where it had another status, or does not exist: nothing changed
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

/**
 * Deletes an integration with all state of its sync. The CRM keeps its records. False where the tenant has no
 * integration with this id.
 */
export async function deleteIntegration(db: D1Database, tenantId: string, id: string): Promise<boolean> {
  const { results } = await db
    .prepare("DELETE FROM crm_integrations WHERE id = ?1 AND tenant_id = ?2 RETURNING id")
    .bind(id, tenantId)
    .all();
  return results.length > 0;
}
