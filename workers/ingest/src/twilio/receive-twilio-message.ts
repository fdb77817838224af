import { parseTwilioMessage } from "@coccinelle/webhooks";
import { acceptEvent } from "../delivery/accept-event.ts";
import type { IngestDeps } from "../ingest-deps.ts";
import { identifyOwner } from "../owner/identify-owner.ts";
import { readTwilioWebhook } from "../webhook/receive-webhook.ts";
import { twimlResponse } from "../webhook/twiml-response.ts";

/** An answer without instructions: replies are sent through the API, not in the response. */
const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/**
 * Takes an incoming SMS or WhatsApp message: verifies it, reads it, and answers once it is durable.
 *
 * @throws PipelineError for `errorResponse` to tell
 */
export async function receiveTwilioMessage(request: Request, deps: IngestDeps): Promise<Response> {
  const twilioRequest = await readTwilioWebhook(request, deps.publicBaseUrl);
  const verdict = await identifyOwner(twilioRequest, deps);
  const receipt = { receivedAt: deps.clock(), traceId: deps.newId() };
  await acceptEvent(await parseTwilioMessage(twilioRequest, verdict, receipt), deps);
  return twimlResponse(EMPTY_TWIML);
}
