import { NonRetryableError, TwilioCredentials } from "@coccinelle/core";
import type { InboundProvider, RawWebhook, ReadWebhook, UnverifiedWebhook } from "../inbound-provider.ts";
import type { EventContent } from "../new-event.ts";
import type { Ownership } from "../ownership.ts";
import { callTwiml, EMPTY_TWIML, HANGUP_TWIML } from "./call-twiml.ts";
import { parseTwilioCall } from "./parse-twilio-call.ts";
import { parseTwilioMessage } from "./parse-twilio-message.ts";
import { parseTwilioStatus } from "./parse-twilio-status.ts";
import { readTwilioClaims, readTwilioRequest, type TwilioRequest } from "./read-twilio-request.ts";
import { verifyTwilioSignature } from "./verify-twilio-signature.ts";

const readMessage = eventRoute(parseTwilioMessage, () => EMPTY_TWIML);

// Twilio posts the message that a caller left to the URL of the call, and that message ends the call.
const readCall = eventRoute(parseTwilioCall, ({ media }, ownership) =>
  media ? HANGUP_TWIML : callTwiml(ownership.kind === "owned" ? ownership.owner.settings.voice : undefined),
);

/** Twilio: SMS, WhatsApp messages and calls. */
export const twilio: InboundProvider = {
  /** A message of 1,600 characters with ten media items takes less than a quarter of it. */
  maxBodyBytes: 64 * 1024,

  readKeys(stored, { connectionOverrides }) {
    const credentials = TwilioCredentials.safeParse(stored);
    // The parser's own message may quote the token, so it must not be the cause.
    if (!credentials.success)
      throw new NonRetryableError("the credentials are not those of a Twilio account");
    const { authToken, previousAuthToken } = credentials.data;
    const secrets = previousAuthToken ? [authToken, previousAuthToken] : [authToken];
    return secrets.map((secret) => ({ secret, context: connectionOverrides }));
  },

  routes: {
    "/webhooks/twilio/sms": readMessage,
    "/webhooks/twilio/whatsapp": readMessage,
    "/webhooks/twilio/voice": readCall,
    "/webhooks/twilio/status": readStatus,
  },
};

/** A route whose requests become an event of the number that was written to or called. */
function eventRoute(
  parse: (request: TwilioRequest) => EventContent,
  answer: (content: EventContent, ownership: Ownership) => string,
): ReadWebhook {
  return (raw) => {
    const request = readTwilioRequest(raw);
    const claims = readTwilioClaims(request);
    return {
      claims: [claims],
      isSignedBy: async (key) => verifyTwilioSignature(request, key),
      parse(ownerOf) {
        const content = parse(request);
        const headers = { "content-type": "text/xml" };
        return {
          events: [{ claims, content }],
          statuses: [],
          answer: new Response(answer(content, ownerOf(claims)), { headers }),
        };
      },
    };
  };
}

/** A status callback has the customer's number in `To`, so only the account tells whose it is. */
function readStatus(raw: RawWebhook): UnverifiedWebhook {
  const request = readTwilioRequest(raw);
  const { accountId } = readTwilioClaims(request);
  return {
    claims: [{ accountId }],
    isSignedBy: async (key) => verifyTwilioSignature(request, key),
    parse: () => ({
      events: [],
      statuses: [{ accountId: accountId ?? null, ...parseTwilioStatus(request) }],
      answer: new Response(null, { status: 204 }),
    }),
  };
}
