import { errorMessage, InvalidSignatureError, type Log } from "@coccinelle/core";
import {
  findTwilioOwner,
  parseTwilioMessage,
  readTwilioRequest,
  type TwilioCandidate,
  type TwilioClaims,
  type TwilioOwner,
  type TwilioRequest,
} from "@coccinelle/webhooks";
import type { ChannelCache } from "./channel-cache.ts";
import { type DeliveryDeps, deliverEvent } from "./deliver-event.ts";
import { publicUrl } from "./public-url.ts";
import { readBody } from "./read-body.ts";

/** A message of 1,600 characters with ten media items takes less than a quarter of it. */
const MAX_BODY_BYTES = 64 * 1024;
/** An answer without instructions: replies are sent through the API, not in the response. */
const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

export interface TwilioMessageDeps extends DeliveryDeps {
  publicBaseUrl: string | undefined;
  channels: ChannelCache;
  loadCandidates(claims: TwilioClaims): Promise<TwilioCandidate[]>;
  newId(): string;
  log: Log;
}

/**
 * Takes an incoming SMS or WhatsApp message: verifies it, reads it, and answers once it is durable.
 *
 * @throws PipelineError for `errorResponse` to tell
 */
export async function receiveTwilioMessage(request: Request, deps: TwilioMessageDeps): Promise<Response> {
  const rawBody = await readBody(request, MAX_BODY_BYTES);
  const signature = request.headers.get("x-twilio-signature");
  if (!signature) throw new InvalidSignatureError("the request has no X-Twilio-Signature");
  const twilioRequest = readTwilioRequest({
    url: publicUrl(request.url, deps.publicBaseUrl),
    signature,
    rawBody,
  });

  const verdict = await identifyOwner(twilioRequest, deps);
  if (verdict.kind === "refused") throw new InvalidSignatureError("no known account signed the request");
  const owner = verdict.kind === "owned" ? verdict.owner : null;
  const event = await parseTwilioMessage(twilioRequest, owner, {
    receivedAt: deps.clock(),
    traceId: deps.newId(),
  });
  const delivery = await deliverEvent(event, deps);

  deps.log(delivery.kind === "queued" ? "info" : "warn", "webhook_accepted", {
    delivery: delivery.kind,
    eventId: event.id,
    providerMessageId: event.providerMessageId,
    tenantId: event.tenantId,
    channelId: event.channelId,
    traceId: event.traceId,
    ...(delivery.kind === "in_outbox" && { queueError: errorMessage(delivery.queueError) }),
  });
  return new Response(EMPTY_TWIML, { headers: { "content-type": "text/xml" } });
}

/** Judges by the channels in memory; by those of the database where the former do not explain the request. */
async function identifyOwner(request: TwilioRequest, deps: TwilioMessageDeps): Promise<TwilioOwner> {
  const { claims } = request;
  const nowMs = deps.clock().getTime();
  const remembered = deps.channels.get(claims, nowMs);
  if (remembered) {
    const verdict = findTwilioOwner(request, remembered);
    if (verdict.kind === "owned" || !deps.channels.startReload(claims, nowMs)) return verdict;
  }
  const candidates = await deps.loadCandidates(claims);
  deps.channels.set(claims, candidates, nowMs);
  return findTwilioOwner(request, candidates);
}
