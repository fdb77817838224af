import { DurableObject } from "cloudflare:workers";
import {
  CrmSystem,
  errorFields,
  errorMessage,
  hashId,
  type IntegrationRef,
  type IntegrationStatus,
  type SetupReport,
  type SyncAnswer,
  type SyncRefusal,
  writeLog,
} from "@coccinelle/core";
import { findIntegration, type Integration, moveSyncStatus, resync, reviveIntegration } from "@coccinelle/db";
import { PLATFORM } from "@coccinelle/integrations";
import type { CrmLink } from "../access/crm-link.ts";
import { openVault } from "../access/open-vault.ts";
import { CRM_SYSTEMS } from "../crm-systems/crm-systems.ts";
import type { PassResult } from "../engine/run-pass.ts";
import { type AuthorizationAttempt, beginAuthorization, toGrant } from "../oauth/authorization-attempt.ts";
import { oauthRedirectUri } from "../oauth/oauth-redirect-uri.ts";
import { type Hold, nextAlarm, requestedAlarm } from "./next-alarm.ts";
import { refuseResume, refuseSync } from "./refuse-by-status.ts";
import { syncIntegration } from "./sync-integration.ts";
import { refusal, toRefusal } from "./to-refusal.ts";

/** What failed outside of a pass, such as the database, is tried again after this time. */
const RETRY_MS = 60_000;

/** What outlives the object's memory. Nothing of it is secret. */
interface Kept {
  ref: IntegrationRef;
  hold: Hold;
  /** A hash of those that the hold's limit was met with. */
  heldCredentials: string;
  setUpMark: string;
  attempt: AuthorizationAttempt;
}

const clock = () => new Date();

/**
 * The one that syncs one integration. Its events run side by side wherever one of them waits, so the verbs
 * only note what is wanted and set the alarm; only the alarm runs passes, and never two at once.
 */
export class IntegrationSync extends DurableObject<Env> {
  #link: CrmLink | null = null;
  #passToken: string | null = null;

  /** The cron's: a look for changes, as soon as there may be a pass. */
  async wake(ref: IntegrationRef): Promise<void> {
    this.#remember(ref);
    await this.#requestPass(ref, "clock");
  }

  status(ref: IntegrationRef): Promise<({ ok: true } & IntegrationStatus) | SyncRefusal> {
    return this.#withIntegration(ref, async ({ syncStatus }) => {
      const hold = this.#kept("hold");
      const isHeld = hold !== undefined && hold.untilMs > clock().getTime();
      return {
        ok: true,
        syncStatus,
        isRunning: this.#passToken !== null,
        nextPassAt: toIsoTime(await this.ctx.storage.getAlarm()),
        heldUntil: toIsoTime(isHeld ? hold.untilMs : null),
        heldBy: isHeld ? hold.by : null,
      };
    });
  }

  requestSync(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#withIntegration(ref, async (integration) => {
      const refused = refuseSync(integration);
      if (refused !== null) return refused;
      await this.#requestPass(ref, "person");
      return { ok: true };
    });
  }

  pause(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#withIntegration(ref, async () => {
      // Illegal only where it is paused already.
      await moveSyncStatus(this.env.DB, ref.tenantId, ref.integrationId, "paused");
      return { ok: true };
    });
  }

  resume(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#withIntegration(ref, async ({ syncStatus }) => {
      const refused = refuseResume(syncStatus);
      if (refused !== null) return refused;
      await moveSyncStatus(this.env.DB, ref.tenantId, ref.integrationId, "idle");
      await this.#requestPass(ref, "person");
      return { ok: true };
    });
  }

  resync(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#withIntegration(ref, async (integration) => {
      const refused = refuseSync(integration);
      if (refused !== null) return refused;
      await resync(this.env.DB, ref.tenantId, ref.integrationId);
      await this.#requestPass(ref, "person");
      return { ok: true };
    });
  }

  setUp(ref: IntegrationRef): Promise<{ ok: true; report: SetupReport } | SyncRefusal> {
    return this.#withIntegration(ref, async (integration) => {
      const report = await this.#getLink(integration).setUp(integration);
      if (report.ready && (await reviveIntegration(this.env.DB, ref.tenantId, ref.integrationId))) {
        await this.#requestPass(ref, "person");
      }
      return { ok: true, report };
    });
  }

  authorize(ref: IntegrationRef, origin: string): Promise<{ ok: true; url: string } | SyncRefusal> {
    return this.#withIntegration(ref, async (integration, system) => {
      const redirectUri = oauthRedirectUri(this.env, origin, system);
      const deps = { ref, vault: openVault(this.env) };
      const { attempt, request } = await beginAuthorization(deps, redirectUri, clock());
      const url = this.#getLink(integration).authorizeUrl(request);
      this.#keep("attempt", attempt);
      return { ok: true, url };
    });
  }

  /** A person is back from the system with a code. A state is good once, and for some minutes. */
  async finishAuthorization(from: CrmSystem, state: string, code: string): Promise<SyncAnswer> {
    const ref = this.#kept("ref");
    const attempt = this.#kept("attempt");
    if (!ref || attempt?.state !== state || attempt.expiresAtMs <= clock().getTime()) {
      return refusal("invalid_state", "this authorisation was used already or has become too old");
    }
    this.#keep("attempt", null);
    return this.#withIntegration(ref, async (integration, system) => {
      if (from !== system) return refusal("invalid_state", "this authorisation was begun at another CRM");
      const grant = await toGrant({ ref, vault: openVault(this.env) }, attempt, code);
      await this.#getLink(integration).completeAuthorization(grant);
      // It may be of another account.
      this.#keep("setUpMark", null);
      await this.#requestPass(ref, "person");
      return { ok: true };
    });
  }

  override async alarm(): Promise<void> {
    let result: PassResult;
    try {
      result = await this.#runPass();
    } catch (error) {
      // The platform drops an alarm that keeps throwing, after six tries.
      writeLog("error", "sync_alarm_failed", errorFields(error));
      const retryAt = new Date(clock().getTime() + RETRY_MS);
      result = { kind: "failed", retryAt, reason: errorMessage(error) };
    }
    const heldCredentials = await hashId(this.#link?.lastSealed() ?? "");
    const askedMs = await this.ctx.storage.getAlarm();
    const { atMs, hold } = nextAlarm(result, askedMs, clock().getTime());
    this.#keep("hold", hold);
    this.#keep("heldCredentials", hold?.by === "limit" ? heldCredentials : null);
    // What the set-up made there may be what is missing now.
    if (result.kind === "failed") this.#keep("setUpMark", null);
    if (atMs !== null) await this.ctx.storage.setAlarm(atMs);
  }

  async #runPass(): Promise<PassResult> {
    const ref = this.#kept("ref");
    if (!ref) return { kind: "stopped" };
    const integration = await findIntegration(this.env.DB, ref.tenantId, ref.integrationId);
    if (integration === null) {
      await this.#forget();
      return { kind: "stopped" };
    }
    const result = await this.#syncOnce(integration);
    if (result.kind !== "needs_auth" || !(await this.#isMended(integration))) return result;
    const isRevived = await reviveIntegration(this.env.DB, ref.tenantId, ref.integrationId);
    return isRevived ? { kind: "more" } : result;
  }

  /** Whether a person entered something else while what was there before was being refused. */
  async #isMended({ id, tenantId, settings, credentials }: Integration): Promise<boolean> {
    const latest = await findIntegration(this.env.DB, tenantId, id);
    if (latest === null) return false;
    const hasOtherSettings = JSON.stringify(latest.settings) !== JSON.stringify(settings);
    // Renewed ones are in use already.
    const isKnown = [credentials, this.#link?.lastSealed()].includes(latest.credentials);
    return hasOtherSettings || !isKnown;
  }

  async #syncOnce(integration: Integration): Promise<PassResult> {
    this.#passToken = crypto.randomUUID();
    try {
      return await syncIntegration(integration, {
        db: this.env.DB,
        passToken: this.#passToken,
        connect: (found) => this.#getLink(found).connect(found),
        clock,
        random: Math.random,
        newId: () => crypto.randomUUID(),
        log: writeLog,
      });
    } finally {
      this.#passToken = null;
    }
  }

  /** Carries a verb out for an integration that is the caller's, and that a CRM belongs to. */
  async #withIntegration<Answer>(
    ref: IntegrationRef,
    carryOut: (integration: Integration, system: CrmSystem) => Promise<Answer | SyncRefusal>,
  ): Promise<Answer | SyncRefusal> {
    const integration = await findIntegration(this.env.DB, ref.tenantId, ref.integrationId);
    if (integration === null) {
      if (this.#kept("ref")?.tenantId === ref.tenantId) await this.#forget();
      return refusal("not_found", "there is no such integration");
    }
    const { success, data: system } = CrmSystem.safeParse(integration.system);
    if (!success) {
      return refusal("not_synced", `${integration.system} is no CRM that customers are synced to`);
    }
    this.#remember(ref);
    try {
      return await carryOut(integration, system);
    } catch (error) {
      return toRefusal(error);
    }
  }

  async #requestPass(ref: IntegrationRef, by: "person" | "clock"): Promise<void> {
    const atMs = requestedAlarm(await this.#findHold(ref), by, clock().getTime());
    const setMs = await this.ctx.storage.getAlarm();
    if (setMs === null || atMs < setMs) await this.ctx.storage.setAlarm(atMs);
  }

  /** A limit holds the account that met it: with other credentials than those it was met with, it is over. */
  async #findHold({ tenantId, integrationId }: IntegrationRef): Promise<Hold | null> {
    if (this.#kept("hold")?.by !== "limit") return this.#kept("hold") ?? null;
    const integration = await findIntegration(this.env.DB, tenantId, integrationId);
    const credentials = await hashId(integration?.credentials ?? "");
    // Read again: a pass may have ended meanwhile, with a hold of its own.
    const hold = this.#kept("hold") ?? null;
    if (hold?.by !== "limit" || this.#kept("heldCredentials") === credentials) return hold;
    this.#keep("hold", null);
    return null;
  }

  #getLink({ id: integrationId, tenantId, system }: Integration): CrmLink {
    this.#link ??= CRM_SYSTEMS[CrmSystem.parse(system)].createLink({
      db: this.env.DB,
      env: this.env,
      ref: { tenantId, integrationId },
      openVault: () => openVault(this.env),
      ...PLATFORM,
      passToken: () => this.#passToken,
      setUpMark: {
        get: () => this.#kept("setUpMark"),
        put: (mark) => this.#keep("setUpMark", mark),
      },
    });
    return this.#link;
  }

  #remember(ref: IntegrationRef): void {
    if (this.#kept("ref")?.tenantId !== ref.tenantId) this.#keep("ref", ref);
  }

  /** The integration was deleted. */
  async #forget(): Promise<void> {
    this.#link = null;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  #kept<Name extends keyof Kept>(name: Name): Kept[Name] | undefined {
    return this.ctx.storage.kv.get<Kept[Name]>(name);
  }

  #keep<Name extends keyof Kept>(name: Name, value: Kept[Name] | null): void {
    if (value === null) this.ctx.storage.kv.delete(name);
    else this.ctx.storage.kv.put(name, value);
  }
}

function toIsoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
