import { errorMessage, NonRetryableError } from "@coccinelle/core";
import { toDatabaseError } from "../sql/database-error.ts";

/** The integration that a pass belongs to, and the token by which the pass may write. */
export interface SyncScope {
  db: D1Database;
  tenantId: string;
  integrationId: string;
  /** `crm_integrations.system_type`. */
  system: string;
  /** No other pass has the same one. */
  passToken: string;
  clock: () => Date;
  newId: () => string;
}

/** The pass has to stop: a newer pass took over, or the integration was paused, switched off or deleted. */
export class PassStoppedError extends NonRetryableError {}

/** Ends the transaction where a newer pass has begun. It is the first statement of every batch that writes. */
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

/**
 * Returns a row while the pass may go on: no newer pass has begun, and nobody paused the integration or switched it
 * off.
 */
function runningStatement({ db, tenantId, integrationId, passToken }: SyncScope): D1PreparedStatement {
  return db
    .prepare(
      `SELECT 1 FROM sync_cursors s CROSS JOIN crm_integrations i
       WHERE s.tenant_id = ?1 AND s.integration_id = ?2 AND s.pass_token = ?3
         AND i.id = ?2 AND i.tenant_id = ?1 AND i.is_active = 1 AND i.sync_status = 'syncing'`,
    )
    .bind(tenantId, integrationId, passToken);
}

/**
 * Runs statements in one transaction, of which the first is `guardStatement`.
 *
 * @throws PassStoppedError where the guard ended the transaction
 */
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
 * Runs statements that read in one transaction.
 *
 * @returns the rows of the last statement, and of the one before it
 * @throws PassStoppedError where the pass may not go on
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
