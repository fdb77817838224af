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
  return signedForms(request.url, connectionOverrides).some((url) =>
    request.isBodyHashed
      ? validateRequestWithBody(authToken, request.signature, url, request.rawBody)
      : validateRequest(authToken, request.signature, url, request.fields),
  );
}

/** The runtime writes a quote in a query as `%27`, whichever of the two Twilio called and signed. */
function signedForms(url: string, connectionOverrides: string | undefined): string[] {
  const query = url.indexOf("?");
  const quoted = query < 0 ? url : url.slice(0, query) + url.slice(query).replaceAll("%27", "'");
  const urls = quoted === url ? [url] : [url, quoted];
  return connectionOverrides ? urls.flatMap((one) => [one, `${one}#${connectionOverrides}`]) : urls;
}
