import { DurableObject } from "cloudflare:workers";
import {
  CrmSystem,
  errorFields,
  errorMessage,
  type IntegrationRef,
  type SetupReport,
  type SyncAnswer,
  type SyncRefusal,
  writeLog,
} from "@coccinelle/core";
import { findIntegration, type Integration, moveSyncStatus, resync } from "@coccinelle/db";
import {
  type AuthorizationAttempt,
  beginAuthorization,
  completeAuthorization,
} from "./authorization-attempt.ts";
import type { PassResult } from "./engine/run-pass.ts";
import { hubspotApiUrl, hubspotOAuthClient, hubspotRedirectUri } from "./hubspot-client.ts";
import { createHubspotLink, type HubspotLink } from "./hubspot-link.ts";
import { type Hold, nextAlarm, requestedAlarm } from "./next-alarm.ts";
import { openVault } from "./open-vault.ts";
import { syncIntegration } from "./sync-integration.ts";
import { toAuthorization } from "./to-authorization.ts";
import { refusal, toRefusal } from "./to-refusal.ts";

/** What failed outside of a pass, such as the database, is tried again after this time. */
const RETRY_MS = 60_000;

/** What outlives the object's memory. Nothing of it is secret. */
interface Kept {
  ref: IntegrationRef;
  hold: Hold;
  setUpMark: string;
  attempt: AuthorizationAttempt;
}

const clock = () => new Date();

/**
 * The one that syncs one integration. Its events run side by side wherever one of them waits, so the verbs
 * only note what is wanted and set the alarm; only the alarm runs passes, and never two at once.
 */
export class IntegrationSync extends DurableObject<Env> {
  #link: HubspotLink | null = null;
  #passToken: string | null = null;

  /** The cron's: a look for changes, as soon as there may be a pass. */
  async wake(ref: IntegrationRef): Promise<void> {
    this.#remember(ref);
    await this.#requestPass("clock");
  }

  requestSync(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#withIntegration(ref, async ({ isActive, syncStatus }) => {
      if (!isActive) return refusal("inactive", "the integration is switched off: switch it on first");
      if (syncStatus === "paused") return refusal("paused", "the integration is paused: resume it first");
      if (syncStatus === "needs_auth") {
        return refusal("needs_auth", "the integration has no authorisation: authorise it first");
      }
      await this.#requestPass("person");
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
      if (syncStatus !== "paused") return { ok: true };
      await moveSyncStatus(this.env.DB, ref.tenantId, ref.integrationId, "idle");
      await this.#requestPass("person");
      return { ok: true };
    });
  }

  resync(ref: IntegrationRef): Promise<SyncAnswer> {
    return this.#withIntegration(ref, async () => {
      await resync(this.env.DB, ref.tenantId, ref.integrationId);
      await this.#requestPass("person");
      return { ok: true };
    });
  }

  setUp(ref: IntegrationRef): Promise<{ ok: true; report: SetupReport } | SyncRefusal> {
    return this.#withIntegration(ref, async (integration) => {
      return { ok: true, report: await this.#getLink(ref).setUp(integration) };
    });
  }

  authorize(ref: IntegrationRef): Promise<{ ok: true; url: string } | SyncRefusal> {
    return this.#withIntegration(ref, async () => {
      const redirectUri = hubspotRedirectUri(this.env);
      const { attempt, url } = await beginAuthorization(this.#attemptDeps(ref), redirectUri, clock());
      this.#keep("attempt", attempt);
      return { ok: true, url };
    });
  }

  /** A person is back with a code. A state is good once, and for some minutes. */
  async finishAuthorization(state: string, code: string): Promise<SyncAnswer> {
    const ref = this.#kept("ref");
    const attempt = this.#kept("attempt");
    if (!ref || attempt?.state !== state || attempt.expiresAtMs <= clock().getTime()) {
      return refusal("invalid_state", "this authorisation was used already or has become too old");
    }
    this.#keep("attempt", null);
    return this.#withIntegration(ref, async () => {
      const askedAt = clock();
      const tokens = await completeAuthorization(this.#attemptDeps(ref), attempt, code);
      await this.#getLink(ref).credentials.put(toAuthorization(tokens, askedAt));
      // It may be of another account.
      this.#keep("setUpMark", null);
      await this.#requestPass("person");
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
    const askedMs = await this.ctx.storage.getAlarm();
    const { atMs, hold } = nextAlarm(result, askedMs, clock().getTime());
    this.#keep("hold", hold);
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
    this.#passToken = crypto.randomUUID();
    try {
      return await syncIntegration(integration, {
        db: this.env.DB,
        passToken: this.#passToken,
        connect: (found) => this.#getLink(ref).connect(found),
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
    carryOut: (integration: Integration) => Promise<Answer | SyncRefusal>,
  ): Promise<Answer | SyncRefusal> {
    const integration = await findIntegration(this.env.DB, ref.tenantId, ref.integrationId);
    if (integration === null) {
      if (this.#kept("ref")?.tenantId === ref.tenantId) await this.#forget();
      return refusal("not_found", "there is no such integration");
    }
    if (!CrmSystem.safeParse(integration.system).success) {
      return refusal("not_synced", `${integration.system} is no CRM that customers are synced to`);
    }
    this.#remember(ref);
    try {
      return await carryOut(integration);
    } catch (error) {
      return toRefusal(error);
    }
  }

  async #requestPass(by: "person" | "clock"): Promise<void> {
    const atMs = requestedAlarm(this.#kept("hold") ?? null, by, clock().getTime());
    const setMs = await this.ctx.storage.getAlarm();
    if (setMs === null || atMs < setMs) await this.ctx.storage.setAlarm(atMs);
  }

  #getLink(ref: IntegrationRef): HubspotLink {
    this.#link ??= createHubspotLink({
      db: this.env.DB,
      ref,
      openVault: () => openVault(this.env),
      fetch: (request) => this.#fetch(request),
      apiUrl: hubspotApiUrl(this.env),
      getOAuthClient: () => this.#getOAuthClient(),
      setUpMark: {
        get: () => this.#kept("setUpMark"),
        put: (mark) => this.#keep("setUpMark", mark),
      },
      clock,
      random: Math.random,
      sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    });
    return this.#link;
  }

  #attemptDeps(ref: IntegrationRef) {
    return { ref, client: this.#getOAuthClient(), vault: openVault(this.env) };
  }

  #getOAuthClient() {
    return hubspotOAuthClient(this.env, (request) => this.#fetch(request));
  }

  /** Says which pass a call belongs to, so that whoever stands in for the CRM sees that none overlap. */
  #fetch(request: Request): Promise<Response> {
    if (this.#passToken === null) return fetch(request);
    const headers = new Headers(request.headers);
    headers.set("x-coccinelle-pass", this.#passToken);
    return fetch(new Request(request, { headers }));
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
