import { errorFields, NotFoundError, writeLog } from "@coccinelle/core";
import { deleteOutboxEvents, listOutboxEvents } from "@coccinelle/db";
import { type IRequest, Router } from "itty-router";
import { drainOutbox } from "./drain-outbox.ts";
import { errorResponse } from "./error-response.ts";
import { ingestDeps } from "./ingest-deps.ts";
import { receiveTwilioMessage } from "./receive-twilio-message.ts";
import { MethodNotAllowedError } from "./request-errors.ts";

const router = Router<IRequest, [Env, ExecutionContext]>({ catch: refuse })
  .post("/webhooks/twilio/sms", receiveMessage)
  .post("/webhooks/twilio/whatsapp", receiveMessage)
  .all("/webhooks/twilio/sms", refuseMethod)
  .all("/webhooks/twilio/whatsapp", refuseMethod)
  .all("*", refuseRoute);

function receiveMessage(request: IRequest, env: Env): Promise<Response> {
  return receiveTwilioMessage(request, ingestDeps(env));
}

function refuseMethod(): never {
  throw new MethodNotAllowedError("POST");
}

function refuseRoute(): never {
  throw new NotFoundError("no such route");
}

function refuse(error: unknown): Response {
  const response = errorResponse(error);
  writeLog(response.status < 500 ? "warn" : "error", "webhook_refused", {
    status: response.status,
    ...errorFields(error),
  });
  return response;
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
