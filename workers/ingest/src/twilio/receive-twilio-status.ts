import { parseTwilioStatus } from "@coccinelle/webhooks";
import type { IngestDeps } from "../ingest-deps.ts";
import { identifyOwner } from "../owner/identify-owner.ts";
import { readTwilioWebhook } from "../webhook/receive-webhook.ts";

/**
 * Takes a status callback of a message or a call: verifies it, reads it and logs it.
 *
 * @throws PipelineError for `errorResponse` to tell
 */
export async function receiveTwilioStatus(request: Request, deps: IngestDeps): Promise<Response> {
  const twilioRequest = await readTwilioWebhook(request, deps.publicBaseUrl);
  // To is the customer's number, where the business wrote or called: only the account tells whose it is.
  const { accountId } = twilioRequest.claims;
  await identifyOwner({ ...twilioRequest, claims: { accountId } }, deps);
  const status = parseTwilioStatus(twilioRequest);
  deps.log("info", "status_received", { accountId: accountId ?? null, ...status });
  return new Response(null, { status: 204 });
}
