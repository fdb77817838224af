import { type Log, statusesBefore } from "@coccinelle/core";
import { createSyncStore, type Integration } from "@coccinelle/db";
import type { Connection } from "../access/crm-link.ts";
import { type PassResult, runPass } from "../engine/run-pass.ts";
import { failPass } from "./fail-pass.ts";

/**
 * Pages of each lane. A page of customers takes up to four calls to the CRM for each of some six steps, in four
 * lanes, the others half of that and less, and a job some 150 in one pass: an invocation may make 1,000
 * subrequests.
 */
const MAX_PAGES = 4;

interface SyncDeps {
  db: D1Database;
  passToken: string;
  /** Throws what a person has to put right before there can be a pass. */
  connect: (integration: Integration) => Promise<Connection>;
  clock: () => Date;
  random: () => number;
  newId: () => string;
  log: Log;
}

/** One pass of an integration, after what has to be there for it. */
export async function syncIntegration(integration: Integration, deps: SyncDeps): Promise<PassResult> {
  const { id: integrationId, tenantId, system, isActive, syncStatus } = integration;
  if (!isActive || !statusesBefore("syncing").includes(syncStatus)) return { kind: "stopped" };
  const store = createSyncStore({ ...deps, tenantId, integrationId, system });
  let connection: Connection;
  try {
    connection = await deps.connect(integration);
  } catch (error) {
    return failPass({ ...deps, store }, error);
  }
  return runPass({ ...deps, ...connection, store, maxPages: MAX_PAGES });
}
