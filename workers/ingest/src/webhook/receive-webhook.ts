import { InvalidSignatureError } from "@coccinelle/core";
import { readTwilioRequest, type TwilioRequest } from "@coccinelle/webhooks";
import { publicUrl } from "./public-url.ts";
import { readBody } from "./read-body.ts";

/** A message of 1,600 characters with ten media items takes less than a quarter of it. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Takes a webhook of Twilio's off the wire, not yet verified.
 *
 * @throws InvalidSignatureError if it is not signed at all
 */
export async function readTwilioWebhook(
  request: Request,
  publicBaseUrl: string | undefined,
): Promise<TwilioRequest> {
  const rawBody = await readBody(request, MAX_BODY_BYTES);
  const signature = request.headers.get("x-twilio-signature");
  if (!signature) throw new InvalidSignatureError("the request has no X-Twilio-Signature");
  return readTwilioRequest({ url: publicUrl(request.url, publicBaseUrl), signature, rawBody });
}
