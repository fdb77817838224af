import { validateRequest, validateRequestWithBody } from "twilio/lib/webhooks/webhooks";
import type { TwilioRequest } from "./read-twilio-request.ts";

/**
 * Whether the token signed the request, compared in constant time.
 *
 * @param connectionOverrides the fragment of the URL at Twilio: it tells Twilio's proxy how to connect, and
 * whether the signature covers it is not documented, so both forms count
 */
export function verifyTwilioSignature(
  request: TwilioRequest,
  authToken: string,
  connectionOverrides: string | undefined,
): boolean {
  const urls = connectionOverrides ? [request.url, `${request.url}#${connectionOverrides}`] : [request.url];
  return urls.some((url) =>
    request.isBodyHashed
      ? validateRequestWithBody(authToken, request.signature, url, request.rawBody)
      : validateRequest(authToken, request.signature, url, request.fields),
  );
}
