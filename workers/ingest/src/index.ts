import { NotFoundError, Provider, writeLog } from "@coccinelle/core";
import { deleteOutboxEvents, listOutboxEvents } from "@coccinelle/db";
import { INBOUND_PROVIDERS } from "@coccinelle/webhooks";
import { type IRequest, Router } from "itty-router";
import { drainOutbox } from "./delivery/drain-outbox.ts";
import { createIngest } from "./ingest-deps.ts";
import { errorResponse, MethodNotAllowedError } from "./webhook/error-response.ts";
import { receiveWebhook } from "./webhook/receive-webhook.ts";

const router = Router<IRequest, [Env, ExecutionContext]>({
  catch: (error: unknown) => errorResponse(error, crypto.randomUUID(), writeLog),
});
for (const provider of Provider.options) takeWebhooks(provider);
router.all("*", refuseRoute);

function takeWebhooks(provider: Provider): void {
  const depsOf = createIngest(provider);
  for (const [path, read] of Object.entries(INBOUND_PROVIDERS[provider].routes)) {
    router.post(path, (request, env) => receiveWebhook(request, read, depsOf(env)));
    router.all(path, refuseMethod);
  }
}

function refuseMethod(): never {
  throw new MethodNotAllowedError("POST");
}

function refuseRoute(): never {
  throw new NotFoundError("no such route");
}

export default {
  fetch: router.fetch,

  async scheduled(_controller, env) {
    await drainOutbox({
      listEvents: (after, limit) => listOutboxEvents(env.DB, after, limit),
      deleteEvents: (ids) => deleteOutboxEvents(env.DB, ids),
      queue: env.MESSAGE_EVENTS,
      log: writeLog,
    });
  },
} satisfies ExportedHandler<Env>;
