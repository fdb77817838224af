import type { RawWebhook } from "@coccinelle/webhooks";
import {
  readTwilioRequest,
  type TwilioRequest,
} from "../../../../packages/webhooks/src/twilio/read-twilio-request.ts";
import { FORGED_SIGNATURE } from "../../../support/sign-twilio.ts";

const URL_SMS = "https://crm.example.com/webhooks/twilio/sms";

/** A request with the body, and with a signature that nothing has verified. */
export function twilioRequest(body: string, query = ""): TwilioRequest {
  return readTwilioRequest(
    rawWebhook({ url: URL_SMS + query, headers: { "x-twilio-signature": FORGED_SIGNATURE }, body }),
  );
}

/** A request as it comes off the wire. */
export function rawWebhook(request: {
  url: string;
  headers: Record<string, string>;
  body: string;
}): RawWebhook {
  return {
    url: request.url,
    headers: new Headers(request.headers),
    body: new TextEncoder().encode(request.body),
  };
}
