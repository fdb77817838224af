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
} from "@coccinelle/core";
import { findIntegration, type Integration, moveSyncStatus, resync, reviveIntegration } from "@coccinelle/db";
import { createVault, type Vault } from "@coccinelle/vault";
import type { CrmLink } from "../access/crm-link.ts";
import { CRM_SYSTEMS } from "../crm-systems/crm-systems.ts";
import type { PassResult } from "../engine/run-pass.ts";
import {
  type AuthorizationAttempt,
  beginAuthorization,
  isReturnOf,
  toGrant,
  toRedirectUri,
} from "../oauth/authorization-attempt.ts";
import { PLATFORM, type Platform } from "../platform.ts";
import { isChanged, toStatus } from "./integration-state.ts";
import { type Hold, nextAlarm, requestedAlarm, standingHold } from "./next-alarm.ts";
import { refusal, refuseResume, refuseSync, toRefusal } from "./refusals.ts";
import { syncIntegration } from "./sync-integration.ts";

/** A failure outside of a pass, such as the database's, is given this time to pass. */
const RETRY_MS = 60_000;

/** Everything that outlives the object's memory. None of it is secret. */
interface Kept {
  ref: IntegrationRef;
  hold: Hold;
  setUpMark: string;
  attempt: AuthorizationAttempt;
}

/**
 * The one object that syncs one integration. Its events run side by side wherever one of them waits, so the
 * verbs only note what is wanted and set the alarm. Only the alarm runs passes, and alarms never overlap.
 */
export class IntegrationSync extends DurableObject<Env> {
  readonly #platform: Platform;
  #link: CrmLink | null = null;
  #isRunning = false;

  constructor(ctx: DurableObjectState, env: Env, platform: Platform = PLATFORM) {
    super(ctx, env);
    this.#platform = platform;
  }

  /** The cron asks for a look for changes, as soon as there may be a pass. */
  async wake(ref: IntegrationRef): Promise<void> {
    this.#remember(ref);
    await this.#requestPass(ref, "clock");
  }

  status(ref: IntegrationRef): Promise<({ ok: true } & IntegrationStatus) | SyncRefusal> {
    return this.#answer(ref, async (integration) => {
      const alarmMs = await this.ctx.storage.getAlarm();
      const hold = this.#kept("hold") ?? null;
      const state = { isRunning: this.#isRunning, alarmMs, hold, nowMs: this.#nowMs() };
      return { ok: true, ...toStatus(integration, state) };
    });
  }

  requestSync(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#answer(ref, async (integration) => {
      const refused = refuseSync(integration);
      if (refused === null) await this.#requestPass(ref, "person");
      return refused ?? { ok: true };
    });
  }

  pause(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#answer(ref, async () => {
      // The move is illegal only where the integration is paused already.
      await moveSyncStatus(this.env.DB, ref.tenantId, ref.integrationId, "paused");
      return { ok: true };
    });
  }

  resume(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#answer(ref, async (integration) => {
      const refused = refuseResume(integration);
      if (refused !== null) return refused;
      await moveSyncStatus(this.env.DB, ref.tenantId, ref.integrationId, "idle");
      await this.#requestPass(ref, "person");
      return { ok: true };
    });
  }

  resync(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#answer(ref, async (integration) => {
      const refused = refuseSync(integration);
      if (refused !== null) return refused;
      await resync(this.env.DB, ref.tenantId, ref.integrationId);
      await this.#requestPass(ref, "person");
      return { ok: true };
    });
  }

  setUp(ref: IntegrationRef): Promise<{ ok: true; report: SetupReport } | SyncRefusal> {
    return this.#answer(ref, async (integration) => {
      const report = await this.#getLink(integration).setUp(integration);
      if (report.ready && (await reviveIntegration(this.env.DB, ref.tenantId, ref.integrationId))) {
        await this.#requestPass(ref, "person");
      }
      return { ok: true, report };
    });
  }

  authorize(ref: IntegrationRef, origin: string): Promise<{ ok: true; url: string } | SyncRefusal> {
    return this.#answer(ref, async (integration, system) => {
      const redirectUri = toRedirectUri(this.env.PUBLIC_BASE_URL, origin, system);
      const deps = { ...this.#platform, ref, vault: this.#openVault() };
      const { attempt, request } = await beginAuthorization(deps, redirectUri);
      const url = this.#getLink(integration).authorizeUrl(request);
      this.#keep("attempt", attempt);
      return { ok: true, url };
    });
  }

  /** Takes the code that a person brings back from a CRM. A state is good once, and for some minutes. */
  async finishAuthorization(from: CrmSystem, state: string, code: string): Promise<SyncAnswer> {
    const ref = this.#kept("ref");
    const attempt = this.#kept("attempt");
    if (!ref || !attempt || !isReturnOf(attempt, state, this.#platform.clock())) {
      return refusal("invalid_state", "this authorisation was used already or has become too old");
    }
    this.#keep("attempt", null);
    return this.#answer(ref, async (integration, system) => {
      if (from !== system) return refusal("invalid_state", "this authorisation was begun at another CRM");
      const grant = await toGrant({ ref, vault: this.#openVault() }, attempt, code);
      await this.#getLink(integration).completeAuthorization(grant);
      // The grant may be for another account.
      this.#keep("setUpMark", null);
      await this.#requestPass(ref, "person");
      return { ok: true };
    });
  }

  override async alarm(): Promise<void> {
    const result = await this.#runAlarmPass();
    const credentialsHash = await hashId(this.#link?.lastSealed() ?? "");
    const askedMs = await this.ctx.storage.getAlarm();
    const { atMs, hold } = nextAlarm(result, { credentialsHash, askedMs, nowMs: this.#nowMs() });
    this.#keep("hold", hold);
    // Something that the set-up made in the CRM may be what is missing now.
    if (result.kind === "failed") this.#keep("setUpMark", null);
    if (atMs !== null) await this.ctx.storage.setAlarm(atMs);
  }

  /** Never throws: the platform drops an alarm that keeps throwing, after six tries. */
  async #runAlarmPass(): Promise<PassResult> {
    try {
      return await this.#runPass();
    } catch (error) {
      this.#platform.log("error", "sync_alarm_failed", errorFields(error));
      const retryAt = new Date(this.#nowMs() + RETRY_MS);
      return { kind: "failed", retryAt, reason: errorMessage(error) };
    }
  }

  async #runPass(): Promise<PassResult> {
    const ref = this.#kept("ref");
    if (!ref) return { kind: "stopped" };
    const { tenantId, integrationId } = ref;
    const integration = await findIntegration(this.env.DB, tenantId, integrationId);
    if (integration === null) {
      await this.#forget();
      return { kind: "stopped" };
    }
    const result = await this.#syncOnce(integration);
    if (result.kind !== "needs_auth") return result;
    const latest = await findIntegration(this.env.DB, tenantId, integrationId);
    if (!isChanged(integration, latest, this.#link?.lastSealed() ?? null)) return result;
    const isRevived = await reviveIntegration(this.env.DB, tenantId, integrationId);
    return isRevived ? { kind: "more" } : result;
  }

  async #syncOnce(integration: Integration): Promise<PassResult> {
    this.#isRunning = true;
    try {
      return await syncIntegration(integration, {
        ...this.#platform,
        db: this.env.DB,
        passToken: this.#platform.newId(),
        connect: (found) => this.#getLink(found).connect(found),
      });
    } finally {
      this.#isRunning = false;
    }
  }

  /** Answers a verb for an integration that is the caller's tenant's, and that has a CRM. */
  async #answer<Answer>(
    ref: IntegrationRef,
    answer: (integration: Integration, system: CrmSystem) => Promise<Answer | SyncRefusal>,
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
      return await answer(integration, system);
    } catch (error) {
      return toRefusal(error);
    }
  }

  async #requestPass(ref: IntegrationRef, by: "person" | "clock"): Promise<void> {
    const hold = await this.#findHold(ref);
    const setMs = await this.ctx.storage.getAlarm();
    const atMs = requestedAlarm(by, { hold, setMs, nowMs: this.#nowMs() });
    if (atMs !== null) await this.ctx.storage.setAlarm(atMs);
  }

  async #findHold({ tenantId, integrationId }: IntegrationRef): Promise<Hold | null> {
    if (this.#kept("hold")?.by !== "limit") return this.#kept("hold") ?? null;
    const integration = await findIntegration(this.env.DB, tenantId, integrationId);
    const credentialsHash = await hashId(integration?.credentials ?? "");
    // The hold is read again, since a pass may have ended meanwhile, with a hold of its own.
    const hold = standingHold(this.#kept("hold") ?? null, credentialsHash);
    if (hold === null) this.#keep("hold", null);
    return hold;
  }

  #getLink({ id: integrationId, tenantId, system }: Integration): CrmLink {
    this.#link ??= CRM_SYSTEMS[CrmSystem.parse(system)].createLink({
      ...this.#platform,
      env: this.env,
      db: this.env.DB,
      ref: { tenantId, integrationId },
      openVault: () => this.#openVault(),
      setUpMark: {
        get: () => this.#kept("setUpMark"),
        put: (mark) => this.#keep("setUpMark", mark),
      },
    });
    return this.#link;
  }

  /** @throws ConfigurationError naming CREDENTIALS_KEYS */
  #openVault(): Vault {
    return createVault(this.env.CREDENTIALS_KEYS, this.#platform);
  }

  #nowMs(): number {
    return this.#platform.clock().getTime();
  }

  #remember(ref: IntegrationRef): void {
    if (this.#kept("ref")?.tenantId !== ref.tenantId) this.#keep("ref", ref);
  }

  /** Forgets an integration that was deleted. */
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
