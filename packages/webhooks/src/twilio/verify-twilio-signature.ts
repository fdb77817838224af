import { validateRequest, validateRequestWithBody } from "twilio/lib/webhooks/webhooks";
import type { SigningKey } from "../ownership.ts";
import type { TwilioRequest } from "./read-twilio-request.ts";

/**
 * Whether the key signed the request, compared in constant time.
 *
 * @param key the token, and as its context the fragment of the URL at Twilio. The fragment tells Twilio's proxy
 * how to connect. Twilio does not document whether the signature covers it, so both forms count.
 */
export function verifyTwilioSignature(request: TwilioRequest, { secret, context }: SigningKey): boolean {
  return signedForms(request.url, context).some((url) =>
    request.isBodyHashed
      ? validateRequestWithBody(secret, request.signature, url, request.rawBody)
      : validateRequest(secret, request.signature, url, request.fields),
  );
}

/** The runtime writes a quote in a query as `%27`, whether Twilio called and signed `'` or `%27`. */
function signedForms(url: string, connectionOverrides: string | undefined): string[] {
  const query = url.indexOf("?");
  const quoted = query < 0 ? url : url.slice(0, query) + url.slice(query).replaceAll("%27", "'");
  const urls = quoted === url ? [url] : [url, quoted];
  return connectionOverrides ? urls.flatMap((one) => [one, `${one}#${connectionOverrides}`]) : urls;
}
