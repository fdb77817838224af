import { env } from "cloudflare:workers";
import type { CrmAdapter, CrmSystem } from "@coccinelle/core";
import { findIntegration, insertIntegration } from "@coccinelle/db";
import { createHubspotSandbox, createSalesforceSandbox, HUBSPOT_SCOPES } from "@coccinelle/sandbox";
import { integrationCredentialsPlace } from "@coccinelle/vault";
import { expect, it } from "vitest";
import { CRM_SYSTEMS } from "../../../workers/sync/src/crm-systems/crm-systems.ts";
import { syncIntegration } from "../../../workers/sync/src/integration/sync-integration.ts";
import { uniqueId } from "../../support/message-event.ts";
import { vault } from "./worlds/vault.ts";

/** Enough for a job at Salesforce. All numbers but those of set-up grow with it. */
const CUSTOMERS = 4000;
const MINUTE_MS = 60_000;
/** What an answer takes: what one batch writes bears one moment, and the next one another. */
const LATENCY_MS = 200;

/** Calls to the CRM: those that read back what changed there, and all others. */
interface Calls {
  sync: number;
  readBack: number;
}

/** A tenant with customers and a CRM, whose passes run as the cron and the alarm have them. */
async function newCallWorld(system: CrmSystem) {
  const [tenantId, integrationId] = [uniqueId("tenant"), uniqueId("integration")];
  // The database's own clock sets when the first read-back and the first reconcile are due.
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
  let readBacks = 0;
  const marks = new Map<string, string>();
  const link = CRM_SYSTEMS[system].createLink({
    db: env.DB,
    env: { ...env, ...variables },
    ref: { tenantId, integrationId },
    openVault: () => vault,
    fetch: (request) => sandbox.fetch(request),
    setUpMark: { get: () => marks.get("setUp"), put: (mark) => marks.set("setUp", mark) },
    clock,
    random: () => 0.5,
    sleep,
  });

  /** Nothing else is under way during a read-back. */
  function watch(adapter: CrmAdapter): CrmAdapter {
    return {
      ...adapter,
      async listRemoteChanges(after) {
        const before = sandbox.calls.length;
        const changes = await adapter.listRemoteChanges(after);
        readBacks += sandbox.calls.length - before;
        return changes;
      },
    };
  }

  async function runPass() {
    const integration = await findIntegration(env.DB, tenantId, integrationId);
    if (integration === null) throw new Error("there is no integration");
    return syncIntegration(integration, {
      db: env.DB,
      passToken: uniqueId("pass"),
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
    env.DB.prepare(sql)
      .bind(...values)
      .run();

  await run(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO prospects (id, tenant_id, first_name, last_name, phone, email, segment, created_at)
     SELECT ?1 || '-' || i, ?1, 'Sophie', 'Martin', '+336' || (10000000 + i), ?1 || '-' || i || '@example.com',
       'prospect', '2026-11-20 09:00:00.000' FROM n`,
    tenantId,
    CUSTOMERS,
  );
  const place = integrationCredentialsPlace({ id: integrationId, tenantId });
  await insertIntegration(
    env.DB,
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
    tenantId,
    run,
    /** What so many minutes cost, each with a tick of the cron. */
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
      env.DB.prepare(
        `SELECT count(*) AS contacts, (SELECT count(*) FROM crm_activity_mappings a
           WHERE a.integration_id = ?1 AND a.state = 'synced') AS activities
         FROM crm_sync_mappings m WHERE m.integration_id = ?1 AND m.sync_status = 'synced'`,
      )
        .bind(integrationId)
        .first(),
  };
}

it.each([
  // 21 to set up; then batches of 100, three for each page of new contacts. Read back are 100 to 200 at once.
  { system: "hubspot", name: "HubSpot", first: 141, changed: 40, activities: 80, compared: 40, ownRead: 40 },
  // 23 to set up; then a job, for whose customers 100 are looked for at once, and collections of 200.
  {
    system: "salesforce",
    name: "Salesforce",
    first: 54,
    changed: 20,
    activities: 42,
    compared: 20,
    ownRead: 3,
  },
] as const)(
  "$name is called once a batch for what is new, changed, sent or compared, and once in two minutes to look",
  async ({ system, first, changed, activities, compared, ownRead }) => {
    const { live, run, tenantId, countSynced } = await newCallWorld(system);
    const looksIn = (minutes: number) => minutes / 2 + 1;

    const load = await live(30);
    expect(load.sync).toBe(first);
    expect(load.readBack).toBeLessThanOrEqual(looksIn(30) + ownRead);
    expect(await countSynced()).toEqual({ contacts: CUSTOMERS, activities: 0 });

    const idle = await live(25);
    expect(idle.sync).toBe(0);
    expect(idle.readBack).toBeLessThanOrEqual(looksIn(25));

    // The first reconcile, an hour after the beginning.
    const reconciled = await live(30);
    expect(reconciled.sync + reconciled.readBack).toBeGreaterThanOrEqual(compared);
    expect(reconciled.sync + reconciled.readBack).toBeLessThanOrEqual(compared + looksIn(30));

    for (const change of ["total_orders = total_orders + 1", "segment = 'client'"]) {
      await run(`UPDATE prospects SET ${change} WHERE tenant_id = ?1`, tenantId);
      const calls = await live(30);
      expect(calls.sync, change).toBe(changed);
      expect(calls.readBack, change).toBeLessThanOrEqual(looksIn(30) + ownRead);
    }

    // One message each, which moves its customer's last contact, too.
    await run(
      `INSERT INTO customer_activities (id, tenant_id, prospect_id, type, channel, description, created_at)
       SELECT 'activity-' || id, tenant_id, id, 'message_received', 'sms', 'Bonjour', '2026-11-20 09:00:00.000'
       FROM prospects WHERE tenant_id = ?1`,
      tenantId,
    );
    const messages = await live(30);
    expect(messages.sync).toBe(activities);
    expect(messages.readBack).toBeLessThanOrEqual(looksIn(30) + ownRead);
    expect(await countSynced()).toEqual({ contacts: CUSTOMERS, activities: CUSTOMERS });
  },
);
