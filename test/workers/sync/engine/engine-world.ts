import { env } from "cloudflare:workers";
import type { CrmAdapter } from "@coccinelle/core";
import { createSyncStore, getCRMDatabaseService, type SyncStore } from "@coccinelle/db";
import type { PassSettings } from "../../../../workers/sync/src/engine/pass-context.ts";
import { type PassResult, runPass } from "../../../../workers/sync/src/engine/run-pass.ts";
import { uniqueId } from "../../../support/message-event.ts";
import { FakeCrm } from "./fake-crm.ts";

interface PassOptions {
  db?: D1Database;
  adapter?: CrmAdapter;
  random?: () => number;
  wrapStore?: (store: SyncStore) => SyncStore;
  maxPages?: number;
}

/** A tenant that no other test has, with a CRM in memory. */
export async function syncWorld({
  activitiesNeedIntent = false,
  bulk = false,
  connected = true,
  deletion = "archive",
}: { activitiesNeedIntent?: boolean; bulk?: boolean; connected?: boolean } & Partial<PassSettings> = {}) {
  const tenantId = uniqueId("tenant");
  const integrationId = uniqueId("integration");
  const clock = { now: new Date() };
  const crm = new FakeCrm({ activitiesNeedIntent, bulk });
  const connect = () => insertIntegration(tenantId, integrationId);
  if (connected) await connect();

  const query = <Row>(sql: string, ...values: unknown[]) =>
    env.DB.prepare(sql)
      .bind(...values)
      .all<Row>()
      .then(({ results }) => results);

  const openStore = (db: D1Database = env.DB): SyncStore =>
    createSyncStore({
      db,
      tenantId,
      integrationId,
      system: "hubspot",
      passToken: uniqueId("pass"),
      clock: () => clock.now,
      newId: () => crypto.randomUUID(),
    });

  const sync = ({
    db,
    adapter = crm,
    random = Math.random,
    wrapStore = (store) => store,
    maxPages = 20,
  }: PassOptions = {}): Promise<PassResult> =>
    runPass({
      store: wrapStore(openStore(db)),
      adapter,
      clock: () => clock.now,
      random,
      log: () => undefined,
      settings: { deletion },
      maxPages,
    });

  return {
    tenantId,
    integrationId,
    crm,
    clock,
    connect,
    openStore,
    sync,
    query,
    customers: getCRMDatabaseService(env.DB, tenantId),
    pass: (seconds: number) => {
      clock.now = new Date(clock.now.getTime() + seconds * 1000);
    },
    mappings: async () => {
      const rows = await query<MappingRow>(
        "SELECT prospect_id, external_id, sync_status, metadata FROM crm_sync_mappings WHERE integration_id = ?1",
        integrationId,
      );
      return new Map(
        rows.map(({ prospect_id, external_id, sync_status, metadata }) => [
          prospect_id,
          { externalId: external_id, status: sync_status, ...JSON.parse(metadata ?? "{}") },
        ]),
      );
    },
    status: async () => {
      const [row] = await query<{ sync_status: string }>(
        "SELECT sync_status FROM crm_integrations WHERE id = ?1",
        integrationId,
      );
      return row?.sync_status;
    },
  };
}

export type SyncWorld = Awaited<ReturnType<typeof syncWorld>>;

interface MappingRow {
  prospect_id: string;
  external_id: string;
  sync_status: string;
  metadata: string | null;
}

async function insertIntegration(tenantId: string, integrationId: string): Promise<void> {
  await env.DB.prepare("INSERT INTO crm_integrations (id, tenant_id, system_type) VALUES (?1, ?2, 'hubspot')")
    .bind(integrationId, tenantId)
    .run();
}
