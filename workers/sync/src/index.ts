import { WorkerEntrypoint } from "cloudflare:workers";
import { CrmSystem, errorFields, type IntegrationRef, type SyncService } from "@coccinelle/core";
import { type IRequest, Router } from "itty-router";
import { CRM_SYSTEMS } from "./crm-systems/crm-systems.ts";
import { oauthPage } from "./oauth/oauth-page.ts";
import { receiveAuthorization } from "./oauth/receive-authorization.ts";
import { PLATFORM } from "./platform.ts";
import { wakeIntegrations } from "./wake/wake-integrations.ts";

export { IntegrationSync } from "./integration/integration-sync.ts";
export { WakeCursor } from "./wake/wake-cursor.ts";

const router = Router<IRequest, [Env]>({ catch: refuse })
  .get("/oauth/:system/callback", ({ url, params }, env) => {
    const { success, data: system } = CrmSystem.safeParse(params.system);
    if (!success) return;
    return receiveAuthorization(new URL(url), {
      crmName: CRM_SYSTEMS[system].name,
      finish: (integrationId, state, code) =>
        env.INTEGRATIONS.getByName(integrationId).finishAuthorization(system, state, code),
      log: PLATFORM.log,
    });
  })
  .all("*", () => oauthPage(404, "Not found", "There is no such page."));

function refuse(error: unknown): Response {
  PLATFORM.log("error", "oauth_request_failed", errorFields(error));
  return oauthPage(500, "Not authorised", "Something failed on our side. Begin the authorisation again.");
}

/** Other Workers call it as a `SyncService`. Each integration's object does the work. */
export default class extends WorkerEntrypoint<Env> implements SyncService {
  override fetch(request: Request): Promise<Response> {
    return router.fetch(request, this.env);
  }

  override async scheduled(): Promise<void> {
    const cursor = this.env.WAKE_CURSOR.getByName("cron");
    const wake = (ref: IntegrationRef) => this.#object(ref).wake(ref);
    await wakeIntegrations({ ...PLATFORM, db: this.env.DB, cursor, wake });
  }

  status(ref: IntegrationRef) {
    return this.#object(ref).status(ref);
  }

  requestSync(ref: IntegrationRef) {
    return this.#object(ref).requestSync(ref);
  }

  pause(ref: IntegrationRef) {
    return this.#object(ref).pause(ref);
  }

  resume(ref: IntegrationRef) {
    return this.#object(ref).resume(ref);
  }

  resync(ref: IntegrationRef) {
    return this.#object(ref).resync(ref);
  }

  setUp(ref: IntegrationRef) {
    return this.#object(ref).setUp(ref);
  }

  authorize(ref: IntegrationRef, origin: string) {
    return this.#object(ref).authorize(ref, origin);
  }

  #object({ integrationId }: IntegrationRef) {
    return this.env.INTEGRATIONS.getByName(integrationId);
  }
}
