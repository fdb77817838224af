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
import { beginAuthorization, isReturnOf, toGrant, toRedirectUri } from "../oauth/authorization-attempt.ts";
import { PLATFORM, type Platform } from "../platform.ts";
import { toStatus } from "./integration-state.ts";
import { createKeptState, type KeptState } from "./kept-state.ts";
import { type Hold, nextAlarm, requestedAlarm, standingHold } from "./next-alarm.ts";
import { refusal, refuseResume, refuseSync, toRefusal } from "./refusals.ts";
import { syncAndRecheck, syncIntegration } from "./sync-integration.ts";

/** A failure outside of a pass, such as the database's, is given this time to pass. */
const RETRY_MS = 60_000;

/**
 * The one object that syncs one integration. Its events run side by side wherever one of them waits, so the
 * verbs only note what is wanted and set the alarm. Only the alarm runs passes, and alarms never overlap.
 */
export class IntegrationSync extends DurableObject<Env> {
  readonly #platform: Platform;
  readonly #kept: KeptState;
  #link: CrmLink | null = null;
  #isRunning = false;

  constructor(ctx: DurableObjectState, env: Env, platform: Platform = PLATFORM) {
    super(ctx, env);
    this.#platform = platform;
    this.#kept = createKeptState(ctx.storage.kv);
  }

  /** The cron asks for a look for changes, as soon as there may be a pass. */
  async wake(ref: IntegrationRef): Promise<void> {
    this.#remember(ref);
    await this.#requestPass(ref, "clock");
  }

  status(ref: IntegrationRef): Promise<({ ok: true } & IntegrationStatus) | SyncRefusal> {
    return this.#answer(ref, async (integration) => {
      const alarmMs = await this.ctx.storage.getAlarm();
      const hold = this.#kept.get("hold");
      const state = { isRunning: this.#isRunning, alarmMs, hold, nowMs: this.#nowMs() };
      return { ok: true, ...toStatus(integration, state) };
    });
  }

  requestSync(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#beginPass(ref, refuseSync, async () => undefined);
  }

  pause(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#answer(ref, async () => {
      // The move is illegal only where the integration is paused already.
      await moveSyncStatus(this.env.DB, ref.tenantId, ref.integrationId, "paused");
      return { ok: true };
    });
  }

  resume(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#beginPass(ref, refuseResume, () =>
      moveSyncStatus(this.env.DB, ref.tenantId, ref.integrationId, "idle"),
    );
  }

  resync(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#beginPass(ref, refuseSync, () => resync(this.env.DB, ref.tenantId, ref.integrationId));
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
      this.#kept.put("attempt", attempt);
      return { ok: true, url };
    });
  }

  /** Takes the code that a person brings back from a CRM. A state is good once, and for some minutes. */
  async finishAuthorization(from: CrmSystem, state: string, code: string): Promise<SyncAnswer> {
    const ref = this.#kept.get("ref");
    const attempt = this.#kept.get("attempt");
    if (!ref || !attempt || !isReturnOf(attempt, state, this.#platform.clock())) {
      return refusal("invalid_state", "this authorisation was used already or has become too old");
    }
    this.#kept.put("attempt", null);
    return this.#answer(ref, async (integration, system) => {
      if (from !== system) return refusal("invalid_state", "this authorisation was begun at another CRM");
      const grant = await toGrant({ ref, vault: this.#openVault() }, attempt, code);
      await this.#getLink(integration).completeAuthorization(grant);
      // The grant may be for another account.
      this.#kept.put("setUpMark", null);
      await this.#requestPass(ref, "person");
      return { ok: true };
    });
  }

  override async alarm(): Promise<void> {
    const result = await this.#runAlarmPass();
    const credentialsHash = await hashId(this.#link?.lastSealed() ?? "");
    const askedMs = await this.ctx.storage.getAlarm();
    const { atMs, hold } = nextAlarm(result, { credentialsHash, askedMs, nowMs: this.#nowMs() });
    this.#kept.put("hold", hold);
    // Something that the set-up made in the CRM may be what is missing now.
    if (result.kind === "failed") this.#kept.put("setUpMark", null);
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
    const ref = this.#kept.get("ref");
    if (!ref) return { kind: "stopped" };
    const result = await syncAndRecheck(ref, {
      db: this.env.DB,
      sync: (integration) => this.#sync(integration),
      lastSealed: () => this.#link?.lastSealed() ?? null,
    });
    if (result === null) await this.#forget();
    return result ?? { kind: "stopped" };
  }

  async #sync(integration: Integration): Promise<PassResult> {
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

  /** Answers a verb that a person begins a pass with, unless the integration's status refuses it. */
  #beginPass(
    ref: IntegrationRef,
    refuse: (integration: Integration) => SyncRefusal | null,
    prepare: () => Promise<unknown>,
  ): Promise<SyncAnswer> {
    return this.#answer(ref, async (integration) => {
      const refused = refuse(integration);
      if (refused !== null) return refused;
      await prepare();
      await this.#requestPass(ref, "person");
      return { ok: true };
    });
  }

  /** Answers a verb for an integration that is the caller's tenant's, and that has a CRM. */
  async #answer<Answer>(
    ref: IntegrationRef,
    answer: (integration: Integration, system: CrmSystem) => Promise<Answer | SyncRefusal>,
  ): Promise<Answer | SyncRefusal> {
    const integration = await findIntegration(this.env.DB, ref.tenantId, ref.integrationId);
    if (integration === null) {
      if (this.#kept.get("ref")?.tenantId === ref.tenantId) await this.#forget();
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
    if (this.#kept.get("hold")?.by !== "limit") return this.#kept.get("hold");
    const integration = await findIntegration(this.env.DB, tenantId, integrationId);
    const credentialsHash = await hashId(integration?.credentials ?? "");
    // The hold is read again, since a pass may have ended meanwhile, with a hold of its own.
    const hold = standingHold(this.#kept.get("hold"), credentialsHash);
    if (hold === null) this.#kept.put("hold", null);
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
        get: () => this.#kept.get("setUpMark") ?? undefined,
        put: (mark) => this.#kept.put("setUpMark", mark),
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
    if (this.#kept.get("ref")?.tenantId !== ref.tenantId) this.#kept.put("ref", ref);
  }

  /** Forgets an integration that was deleted. */
  async #forget(): Promise<void> {
    this.#link = null;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }
}
