import { callTwiml, HANGUP_TWIML, parseTwilioCall } from "@coccinelle/webhooks";
import { acceptEvent } from "../delivery/accept-event.ts";
import type { IngestDeps } from "../ingest-deps.ts";
import { identifyOwner } from "../owner/identify-owner.ts";
import { readTwilioWebhook } from "../webhook/receive-webhook.ts";
import { twimlResponse } from "../webhook/twiml-response.ts";

/**
 * Takes an incoming call, and once it is durable tells Twilio what to do with it. The message that a caller
 * leaves comes to the same address, and ends the call.
 *
 * @throws PipelineError for `errorResponse` to tell
 */
export async function receiveTwilioCall(request: Request, deps: IngestDeps): Promise<Response> {
  const twilioRequest = await readTwilioWebhook(request, deps.publicBaseUrl);
  const verdict = await identifyOwner(twilioRequest, deps);
  const receipt = { receivedAt: deps.clock(), traceId: deps.newId() };
  const event = await parseTwilioCall(twilioRequest, verdict, receipt);
  await acceptEvent(event, deps);
  const voice = verdict.kind === "owned" ? verdict.owner.settings.voice : undefined;
  return twimlResponse(event.media ? HANGUP_TWIML : callTwiml(voice));
}
