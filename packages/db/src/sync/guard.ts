import { errorMessage, NonRetryableError } from "@coccinelle/core";
import { toDatabaseError } from "../sql/database-error.ts";

/** Whose pass it is. */
export interface SyncScope {
  db: D1Database;
  tenantId: string;
  integrationId: string;
  /** `crm_integrations.system_type`. */
  system: string;
  /** Unlike that of any other pass. */
  passToken: string;
  clock: () => Date;
  newId: () => string;
}

/** A newer pass took over, or the integration was paused, switched off or deleted: this pass writes nothing more. */
export class PassStoppedError extends NonRetryableError {}

/** Ends a transaction where a newer pass has begun. First in every batch that writes. */
export function guardStatement({ db, tenantId, integrationId, passToken }: SyncScope): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO sync_guard (superseded)
       SELECT 1 WHERE NOT EXISTS (
         SELECT 1 FROM sync_cursors WHERE tenant_id = ?1 AND integration_id = ?2 AND pass_token = ?3
       )`,
    )
    .bind(tenantId, integrationId, passToken);
}

/** Tells whether the pass may go on: also not where somebody paused the integration or switched it off. */
function runningStatement({ db, tenantId, integrationId, passToken }: SyncScope): D1PreparedStatement {
  return db
    .prepare(
      `SELECT 1 FROM sync_cursors s CROSS JOIN crm_integrations i
       WHERE s.tenant_id = ?1 AND s.integration_id = ?2 AND s.pass_token = ?3
         AND i.id = ?2 AND i.tenant_id = ?1 AND i.is_active = 1 AND i.sync_status = 'syncing'`,
    )
    .bind(tenantId, integrationId, passToken);
}

/** @throws PassStoppedError where the guard in the batch ended it */
export async function runGuarded(
  { db, integrationId }: SyncScope,
  statements: D1PreparedStatement[],
): Promise<void> {
  try {
    await db.batch(statements);
  } catch (error) {
    if (!errorMessage(error).includes("pass_is_superseded")) throw toDatabaseError(error);
    throw new PassStoppedError("a newer pass has begun", { context: { integrationId }, cause: error });
  }
}

/**
 * Reads in one transaction.
 *
 * @returns the rows of the last statement, and of the one before it
 * @throws PassStoppedError where the pass is not to go on
 */
export async function readGuarded(
  scope: SyncScope,
  statements: D1PreparedStatement[],
): Promise<{ rows: unknown[]; rowsBefore: unknown[] }> {
  const results = await scope.db.batch([runningStatement(scope), ...statements]).catch((error: unknown) => {
    throw toDatabaseError(error);
  });
  if (!results[0]?.results.length) {
    throw new PassStoppedError("the integration is not to be synced any more", {
      context: { integrationId: scope.integrationId },
    });
  }
  return { rows: results.at(-1)?.results ?? [], rowsBefore: results.at(-2)?.results ?? [] };
}
