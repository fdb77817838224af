import { errorFields, type IntegrationRef, type Log, statusesBefore } from "@coccinelle/core";
import {
  createSyncStore,
  findIntegration,
  type Integration,
  reviveIntegration,
  type SyncStore,
} from "@coccinelle/db";
import type { Connection } from "../access/crm-link.ts";
import { type PassResult, resultOfError } from "../engine/pass-result.ts";
import { recordPassEnd } from "../engine/record-pass-end.ts";
import { runPass } from "../engine/run-pass.ts";
import { isChanged } from "./integration-state.ts";

/**
 * Pages of each lane. A page of customers takes up to 4 calls to the CRM for each of some 6 steps, in 4 lanes;
 * the other lanes take half of that and less, and a job takes some 150 calls in one pass. An invocation may make
 * 1,000 subrequests.
 */
const MAX_PAGES = 4;

interface SyncDeps {
  db: D1Database;
  passToken: string;
  /** Throws an error that says what a person has to put right before a pass can run. */
  connect: (integration: Integration) => Promise<Connection>;
  clock: () => Date;
  random: () => number;
  newId: () => string;
  log: Log;
}

interface RecheckDeps {
  db: D1Database;
  sync: (integration: Integration) => Promise<PassResult>;
  /** The sealed credentials that the sync used last. */
  lastSealed: () => string | null;
}

/**
 * Syncs an integration. Where the sync was refused access but a person has changed the integration meanwhile, the
 * refusal is out of date, and another pass is due at once.
 *
 * @returns null where the integration was deleted
 */
export async function syncAndRecheck(
  { tenantId, integrationId }: IntegrationRef,
  { db, sync, lastSealed }: RecheckDeps,
): Promise<PassResult | null> {
  const integration = await findIntegration(db, tenantId, integrationId);
  if (integration === null) return null;
  const result = await sync(integration);
  if (result.kind !== "needs_auth") return result;
  const latest = await findIntegration(db, tenantId, integrationId);
  if (!isChanged(integration, latest, lastSealed())) return result;
  return (await reviveIntegration(db, tenantId, integrationId)) ? { kind: "more" } : result;
}

/** Connects an integration to its CRM, and runs one pass. */
export async function syncIntegration(integration: Integration, deps: SyncDeps): Promise<PassResult> {
  const { id: integrationId, tenantId, system, isActive, syncStatus } = integration;
  if (!isActive || !statusesBefore("syncing").includes(syncStatus)) return { kind: "stopped" };
  const store = createSyncStore({ ...deps, tenantId, integrationId, system });
  let connection: Connection;
  try {
    connection = await deps.connect(integration);
  } catch (error) {
    return recordFailedConnection(store, error, deps);
  }
  return runPass({ ...deps, ...connection, store, maxPages: MAX_PAGES });
}

/** Records a pass that had no connection, so that people see why. */
async function recordFailedConnection(
  store: SyncStore,
  error: unknown,
  deps: Pick<SyncDeps, "clock" | "random" | "log">,
): Promise<PassResult> {
  const begun = await store.beginPass();
  if (begun === null) return { kind: "stopped" };
  const { result, failures } = resultOfError(error, begun.failures, deps);
  deps.log(result.kind === "failed" ? "error" : "info", "sync_pass_not_begun", errorFields(error));
  const record = { startedAt: deps.clock(), counts: new Map(), failures, cursors: {} };
  return recordPassEnd({ ...deps, store }, result, record);
}
