import { INBOUND_PROVIDERS, newEvent, type ReadWebhook } from "@coccinelle/webhooks";
import { deliverEvent } from "../delivery/deliver-event.ts";
import type { IngestDeps } from "../ingest-deps.ts";
import { identifyOwners } from "../owner/identify-owners.ts";
import { publicUrl } from "./public-url.ts";
import { readBody } from "./read-body.ts";

/**
 * Receives a webhook: verifies the raw request, parses it, and answers once each of its events is durable.
 *
 * @throws PipelineError for `errorResponse` to answer
 */
export async function receiveWebhook(
  request: Request,
  read: ReadWebhook,
  deps: IngestDeps,
): Promise<Response> {
  const { provider } = deps;
  const body = await readBody(request, INBOUND_PROVIDERS[provider].maxBodyBytes);
  const url = publicUrl(request.url, deps.publicBaseUrl);
  const webhook = read({ url, headers: request.headers, body });
  const ownerOf = await identifyOwners(webhook, deps);

  const { events, statuses, answer } = webhook.parse(ownerOf);
  const receipt = { provider, receivedAt: deps.clock(), traceId: deps.newId() };
  for (const { claims, content } of events) {
    await deliverEvent(await newEvent(content, ownerOf(claims), receipt), deps);
  }
  for (const status of statuses) deps.log("info", "status_received", { ...status });
  return answer;
}
