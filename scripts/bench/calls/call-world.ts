import type { CrmAdapter, CrmSystem } from "@coccinelle/core";
import { findIntegration, insertIntegration } from "@coccinelle/db";
import { PLATFORM } from "@coccinelle/integrations";
import { createHubspotSandbox, createSalesforceSandbox, HUBSPOT_SCOPES } from "@coccinelle/sandbox";
import { createVault, integrationCredentialsPlace } from "@coccinelle/vault";
import { CRM_SYSTEMS } from "../../../workers/sync/src/crm-systems/crm-systems.ts";
import { syncIntegration } from "../../../workers/sync/src/integration/sync-integration.ts";

const MINUTE_MS = 60_000;
/**
 * The time that an answer takes on the simulated clock. So the writes of one batch have the same time, and those of
 * the next batch a later one.
 */
const LATENCY_MS = 200;

interface CallWorldOptions {
  db: D1Database;
  /** The sync Worker's variables. */
  variables: Env;
  system: CrmSystem;
  customers: number;
  /** The number of new customers from which on a CRM with jobs gets a job. */
  jobSize: number;
}

/** The numbers of calls to the CRM: those that read back changes from it, and all others. */
export interface Calls {
  sync: number;
  readBack: number;
}

/** A tenant with customers and a CRM. Its passes run as the cron and the alarm would run them. */
export async function newCallWorld({ db, variables: env, system, customers, jobSize }: CallWorldOptions) {
  // All ids have one length, since the number of ids that fit into a query decides the number of calls.
  const [tenantId, integrationId] = [newId("tenant"), newId("integration")];
  // The database's own clock decides when the first read-back and the first reconcile are due.
  let timeMs = Date.now();
  const clock = () => new Date(timeMs);
  const sleep = async (delayMs: number) => {
    timeMs += delayMs;
  };
  const accessToken = crypto.randomUUID();
  const options = { clock, sleep, newId: () => crypto.randomUUID(), latencyMs: LATENCY_MS };
  const { sandbox, variables, credentials } =
    system === "hubspot"
      ? {
          sandbox: createHubspotSandbox({ ...options, serviceKeys: { [accessToken]: HUBSPOT_SCOPES } }),
          variables: { HUBSPOT_API_URL: "https://hubspot.test" },
          credentials: { accessToken },
        }
      : {
          sandbox: createSalesforceSandbox({ ...options, accessTokens: [accessToken] }),
          variables: { SALESFORCE_LOGIN_URL: "https://login.salesforce.com" },
          credentials: { accessToken, instanceUrl: "https://acme.my.salesforce.com" },
        };
  const vault = createVault(env.CREDENTIALS_KEYS, {
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  let readBacks = 0;
  const marks = new Map<string, string>();
  const link = CRM_SYSTEMS[system].createLink({
    db,
    env: { ...env, ...variables },
    ref: { tenantId, integrationId },
    openVault: () => vault,
    ...PLATFORM,
    fetch: (request) => sandbox.fetch(request),
    setUpMark: { get: () => marks.get("setUp"), put: (mark) => marks.set("setUp", mark) },
    clock,
    random: () => 0.5,
    sleep,
  });

  /** Counts the calls of each read-back. No other call is under way while one runs. */
  function watch(adapter: CrmAdapter): CrmAdapter {
    return {
      ...adapter,
      bulk: adapter.bulk && { ...adapter.bulk, minSize: jobSize },
      async listRemoteChanges(after) {
        const before = sandbox.calls.length;
        const changes = await adapter.listRemoteChanges(after);
        readBacks += sandbox.calls.length - before;
        return changes;
      },
    };
  }

  async function runPass() {
    const integration = await findIntegration(db, tenantId, integrationId);
    if (integration === null) throw new Error("there is no integration");
    return syncIntegration(integration, {
      db,
      passToken: crypto.randomUUID(),
      async connect(found) {
        const { adapter, settings } = await link.connect(found);
        return { adapter: watch(adapter), settings };
      },
      clock,
      random: () => 0.5,
      newId: () => crypto.randomUUID(),
      log: () => undefined,
    });
  }

  const run = (sql: string, ...values: unknown[]) =>
    db
      .prepare(sql)
      .bind(...values)
      .run();

  await run(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO prospects (id, tenant_id, first_name, last_name, phone, email, segment, created_at)
     SELECT ?1 || '-' || i, ?1, 'Sophie', 'Martin', '+336' || (10000000 + i), ?1 || '-' || i || '@example.com',
       'prospect', '2026-11-20 09:00:00.000' FROM n`,
    tenantId,
    customers,
  );
  const place = integrationCredentialsPlace({ id: integrationId, tenantId });
  await insertIntegration(
    db,
    {
      id: integrationId,
      tenantId,
      system,
      credentials: await vault.seal(JSON.stringify(credentials), place),
      settings: {},
    },
    clock(),
  );

  return {
    change: (assignment: string) => run(`UPDATE prospects SET ${assignment} WHERE tenant_id = ?1`, tenantId),
    /** Records one message of each customer. It also moves the customer's last contact. */
    receiveMessages: () =>
      run(
        `INSERT INTO customer_activities (id, tenant_id, prospect_id, type, channel, description, created_at)
         SELECT 'activity-' || id, tenant_id, id, 'message_received', 'sms', 'Bonjour', '2026-11-20 09:00:00.000'
         FROM prospects WHERE tenant_id = ?1`,
        tenantId,
      ),
    /** Counts the calls of some minutes. The cron runs in each minute. */
    async live(minutes: number): Promise<Calls> {
      const before = { all: sandbox.calls.length, readBacks };
      for (let minute = 0; minute < minutes; minute += 1) {
        const tickMs = timeMs + MINUTE_MS;
        for (let result = await runPass(); result.kind !== "done"; result = await runPass()) {
          if (result.kind === "wait") {
            if (result.until.getTime() > tickMs) break;
            timeMs = Math.max(timeMs, result.until.getTime());
          } else if (result.kind !== "more") throw new Error(`a pass ended as ${result.kind}`);
        }
        timeMs = Math.max(timeMs, tickMs);
      }
      const readBack = readBacks - before.readBacks;
      return { sync: sandbox.calls.length - before.all - readBack, readBack };
    },
    countSynced: () =>
      db
        .prepare(
          `SELECT count(*) AS contacts, (SELECT count(*) FROM crm_activity_mappings a
           WHERE a.integration_id = ?1 AND a.state = 'synced') AS activities
         FROM crm_sync_mappings m WHERE m.integration_id = ?1 AND m.sync_status = 'synced'`,
        )
        .bind(integrationId)
        .first<{ contacts: number; activities: number }>(),
  };
}

function newId(prefix: string): string {
  return `${prefix}-${crypto.randomUUID().slice(0, 8)}`;
}
