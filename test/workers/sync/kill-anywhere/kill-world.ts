import { env } from "cloudflare:workers";
import { type CrmAdapter, errorMessage } from "@coccinelle/core";
import { findIntegration, insertIntegration, moveSyncStatus, updateIntegration } from "@coccinelle/db";
import { PLATFORM } from "@coccinelle/integrations";
import { integrationCredentialsPlace } from "@coccinelle/vault";
import type { CrmLink } from "../../../../workers/sync/src/access/crm-link.ts";
import { CRM_SYSTEMS } from "../../../../workers/sync/src/crm-systems/crm-systems.ts";
import type { PassResult } from "../../../../workers/sync/src/engine/run-pass.ts";
import { syncIntegration } from "../../../../workers/sync/src/integration/sync-integration.ts";
import { uniqueId } from "../../../support/message-event.ts";
import type { Random } from "../../../support/seeded-random.ts";
import { vault } from "../worlds/vault.ts";
import { KillablePass, type Straggler } from "./killable-pass.ts";
import type { CreateStandIn } from "./stand-in.ts";

/** What an object holds in memory, and the pass that its calls belong to. */
interface Memory {
  pass: KillablePass;
  link: CrmLink;
}

const MAX_PASSES = 2000;
const RETRY_MS = 60_000;
const TICK_MS = 60_000;

/** A tenant with a CRM, under a clock of its own, whose passes may be gone at any step. */
export async function newKillWorld(createStandIn: CreateStandIn, random: Random) {
  const tenantId = uniqueId("tenant");
  const integrationId = uniqueId("integration");
  // The database's own clock sets when the first read-back and the first reconcile are due.
  let timeMs = Date.now();
  const clock = () => new Date(timeMs);
  const standIn = createStandIn({ clock, random });
  let setUpMark: string | undefined;
  let memory: Memory | null = null;
  let straggler: Straggler | null = null;
  let ids = 0;
  const looks = { readBacks: 0, reconciles: 0, jobs: 0 };

  function remember(pass: KillablePass): Memory {
    const remembered: Omit<Memory, "link"> = { pass };
    const link = CRM_SYSTEMS[standIn.system].createLink({
      db: env.DB,
      env: { ...env, ...standIn.variables },
      ref: { tenantId, integrationId },
      openVault: () => vault,
      ...PLATFORM,
      fetch: (request) => remembered.pass.fetch(() => standIn.fetch(request)),
      setUpMark: {
        get: () => setUpMark,
        put: (mark) => {
          setUpMark = mark;
        },
      },
      clock,
      random,
      sleep: async (delayMs) => {
        timeMs += delayMs;
      },
    });
    return Object.assign(remembered, { link });
  }

  /** One pass, as the alarm runs it. What is killed leaves nothing in memory, and perhaps a call on its way. */
  async function runPass(killAt: number | null = null): Promise<PassResult | "killed"> {
    const integration = await findIntegration(env.DB, tenantId, integrationId);
    if (integration === null) throw new Error("there is no integration");
    const pass = new KillablePass({ random, killAt, straggler });
    memory ??= remember(pass);
    const { link } = Object.assign(memory, { pass });
    const result = await Promise.race([
      pass.killed,
      asAlarm(
        syncIntegration(integration, {
          db: pass.database(),
          passToken: uniqueId("pass"),
          async connect(found) {
            const { adapter, settings } = await link.connect(found);
            return { adapter: watch(resize(adapter, standIn.sizes), looks), settings };
          },
          clock,
          random,
          newId: () => crypto.randomUUID(),
          log: () => undefined,
        }),
      ),
    ]);
    // A call is on its way for no longer than the next pass takes.
    if (result !== "killed") await pass.receiveStraggler();
    straggler = pass.straggler;
    if (result === "killed") memory = null;
    else if (result.kind === "failed") setUpMark = undefined;
    return result;
  }

  /** What failed outside of the pass, such as the database, is tried again. */
  function asAlarm(running: Promise<PassResult>): Promise<PassResult> {
    return running.catch((error: unknown) => ({
      kind: "failed",
      retryAt: new Date(timeMs + RETRY_MS),
      reason: errorMessage(error),
    }));
  }

  async function sealCredentials(): Promise<string> {
    const place = integrationCredentialsPlace({ id: integrationId, tenantId });
    return vault.seal(JSON.stringify(standIn.giveCredentials()), place);
  }

  /** A person does, where it is asked for. */
  async function authorise(): Promise<void> {
    const integration = await findIntegration(env.DB, tenantId, integrationId);
    if (integration?.syncStatus !== "needs_auth") return;
    await updateIntegration(
      env.DB,
      tenantId,
      integrationId,
      { credentials: await sealCredentials() },
      clock(),
    );
    await moveSyncStatus(env.DB, tenantId, integrationId, "idle");
  }

  const query = <Row>(sql: string, ...values: unknown[]) =>
    env.DB.prepare(sql)
      .bind(...values)
      .all<Row>()
      .then(({ results }) => results);

  return {
    tenantId,
    integrationId,
    standIn,
    random,
    query,
    runPass,
    /** Ids in the order in which they were made. */
    newId: () => `${tenantId}-${String(++ids).padStart(5, "0")}`,
    pass: (seconds: number) => {
      timeMs += seconds * 1000;
    },
    async connect(): Promise<void> {
      const { system, settings } = standIn;
      const credentials = await sealCredentials();
      await insertIntegration(
        env.DB,
        { id: integrationId, tenantId, system, credentials, settings },
        clock(),
      );
    },
    /** What an administrator may have done before the first pass: it takes many calls. */
    async setUp(): Promise<void> {
      const integration = await findIntegration(env.DB, tenantId, integrationId);
      if (integration === null) throw new Error("there is no integration");
      memory = remember(new KillablePass({ random, killAt: null, straggler: null }));
      await memory.link.setUp(integration);
    },
    authorise,
    /** How often the CRM was looked through, and a job seen to. */
    looks,
    /** Runs passes, as the alarm would, until nothing is left to do before the time. */
    async settle(seconds: number): Promise<void> {
      const endMs = timeMs + seconds * 1000;
      for (let passes = 0; passes < MAX_PASSES; passes += 1) {
        const result = await runPass();
        if (result === "killed") throw new Error("a pass ended unasked");
        if (result.kind === "needs_auth") {
          if (!standIn.rotatesTokens) throw new Error(`authorised for nothing: ${result.reason}`);
          await authorise();
          continue;
        }
        if (result.kind === "more") continue;
        const next = nextPassMs(result, timeMs);
        if (next === null || next > endMs) {
          timeMs = Math.max(timeMs, endMs);
          return;
        }
        timeMs = Math.max(next, timeMs);
      }
      throw new Error("the passes do not come to an end");
    },
  };
}

export type KillWorld = Awaited<ReturnType<typeof newKillWorld>>;

interface Looks {
  readBacks: number;
  reconciles: number;
  jobs: number;
}

function resize(adapter: CrmAdapter, { page, job }: KillWorld["standIn"]["sizes"]): CrmAdapter {
  const { bulk } = adapter;
  return {
    ...adapter,
    contactPageSize: page,
    activityPageSize: page,
    bulk: bulk && { ...bulk, minSize: job.min, pageSize: job.max },
  };
}

function watch(adapter: CrmAdapter, looks: Looks): CrmAdapter {
  const { bulk } = adapter;
  return {
    ...adapter,
    listRemoteChanges(after) {
      looks.readBacks += 1;
      return adapter.listRemoteChanges(after);
    },
    readContacts(externalIds) {
      looks.reconciles += 1;
      return adapter.readContacts(externalIds);
    },
    bulk: bulk && {
      ...bulk,
      send(jobId, contacts) {
        looks.jobs += 1;
        return bulk.send(jobId, contacts);
      },
    },
  };
}

function nextPassMs(result: PassResult, nowMs: number): number | null {
  switch (result.kind) {
    case "wait":
      return result.until.getTime();
    case "failed":
      return result.retryAt.getTime();
    case "stopped":
      // A beginning of the pass before came late: the clock starts another.
      return nowMs + TICK_MS;
    default:
      return null;
  }
}
