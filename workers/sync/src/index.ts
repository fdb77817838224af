import { WorkerEntrypoint } from "cloudflare:workers";
import { errorFields, type IntegrationRef, type SyncService, writeLog } from "@coccinelle/core";
import { type IRequest, Router } from "itty-router";
import { oauthPage } from "./oauth-page.ts";
import { receiveAuthorization } from "./receive-authorization.ts";
import { wakeIntegrations } from "./wake-integrations.ts";

export { IntegrationSync } from "./integration-sync.ts";

const router = Router<IRequest, [Env]>({ catch: refuse })
  .get("/oauth/hubspot/callback", ({ url }, env) =>
    receiveAuthorization(new URL(url), (integrationId, state, code) =>
      env.INTEGRATIONS.getByName(integrationId).finishAuthorization(state, code),
    ),
  )
  .all("*", () => oauthPage(404, "Not found", "There is no such page."));

function refuse(error: unknown): Response {
  writeLog("error", "oauth_request_failed", errorFields(error));
  return oauthPage(500, "Not authorised", "Something failed here. Begin the authorisation again.");
}

/** Over RPC it is a `SyncService`; each integration's object does the work. */
export default class extends WorkerEntrypoint<Env> implements SyncService {
  override fetch(request: Request): Promise<Response> {
    return router.fetch(request, this.env);
  }

  override async scheduled(): Promise<void> {
    const wake = (ref: IntegrationRef) => this.#object(ref).wake(ref);
    await wakeIntegrations({ db: this.env.DB, wake, log: writeLog });
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

  authorize(ref: IntegrationRef) {
    return this.#object(ref).authorize(ref);
  }

  #object({ integrationId }: IntegrationRef) {
    return this.env.INTEGRATIONS.getByName(integrationId);
  }
}
