import type { MessageEvent } from "@coccinelle/core";
import { fieldReader, requireField } from "../form-fields.ts";
import { newTwilioEvent, type Receipt } from "../new-event.ts";
import type { VerifiedOwner } from "../ownership.ts";
import type { TwilioRequest } from "./read-twilio-request.ts";
import { stripWhatsappPrefix } from "./twilio-fields.ts";

/**
 * Reads an incoming call, or the message that the caller left in it; their fields are those of
 * https://www.twilio.com/docs/voice/twiml#request-parameters and of `<Record>`. A hidden caller's number is
 * absent, a word or a placeholder: it stays as Twilio sent it.
 *
 * @param verdict what `findTwilioOwner` says of the request
 * @throws InvalidPayloadError naming the field that is missing
 */
export async function parseTwilioCall(
  request: TwilioRequest,
  verdict: VerifiedOwner,
  receipt: Receipt,
): Promise<MessageEvent> {
  const read = fieldReader(request.fields);
  const callId = requireField(read, "CallSid");
  const recordingUrl = read("RecordingUrl");
  return newTwilioEvent(
    {
      type: "call",
      providerMessageId: recordingUrl ? (read("RecordingSid") ?? recordingUrl) : callId,
      channel: "phone",
      sender: { address: read("From") },
      recipient: stripWhatsappPrefix(requireField(read, "To")),
      text: "",
      media: recordingUrl ? [{ url: recordingUrl, contentType: null }] : undefined,
      call: {
        id: callId,
        status: read("CallStatus"),
        callerName: read("CallerName"),
        callerCountry: read("CallerCountry") ?? read("FromCountry"),
      },
    },
    verdict,
    receipt,
  );
}
