import { NotFoundError, writeLog } from "@coccinelle/core";
import { deleteOutboxEvents, listOutboxEvents } from "@coccinelle/db";
import { type IRequest, Router } from "itty-router";
import { drainOutbox } from "./delivery/drain-outbox.ts";
import { type IngestDeps, ingestDeps } from "./ingest-deps.ts";
import { receiveTwilioCall } from "./twilio/receive-twilio-call.ts";
import { receiveTwilioMessage } from "./twilio/receive-twilio-message.ts";
import { receiveTwilioStatus } from "./twilio/receive-twilio-status.ts";
import { errorResponse } from "./webhook/error-response.ts";
import { MethodNotAllowedError } from "./webhook/request-errors.ts";

const router = Router<IRequest, [Env, ExecutionContext]>({
  catch: (error: unknown) => errorResponse(error, crypto.randomUUID(), writeLog),
});
takeWebhook("/webhooks/twilio/sms", receiveTwilioMessage);
takeWebhook("/webhooks/twilio/whatsapp", receiveTwilioMessage);
takeWebhook("/webhooks/twilio/voice", receiveTwilioCall);
takeWebhook("/webhooks/twilio/status", receiveTwilioStatus);
router.all("*", refuseRoute);

function takeWebhook(path: string, receive: (request: Request, deps: IngestDeps) => Promise<Response>): void {
  router.post(path, (request, env) => receive(request, ingestDeps(env)));
  router.all(path, refuseMethod);
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
