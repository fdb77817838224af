import { fieldReader, requireField } from "../form-fields.ts";
import type { EventContent } from "../new-event.ts";
import { stripWhatsappPrefix, type TwilioRequest } from "./read-twilio-request.ts";

/**
 * Reads an incoming call, or the message that the caller left in it. Its fields are those of
 * https://www.twilio.com/docs/voice/twiml#request-parameters and of `<Record>`. Where the caller hides the
 * number, `From` is absent, a word or a placeholder: the sender's address is then as Twilio sent it.
 *
 * @throws InvalidPayloadError naming the field that is missing
 */
export function parseTwilioCall(request: TwilioRequest): EventContent {
  const read = fieldReader(request.fields);
  const callId = requireField(read, "CallSid");
  const recordingUrl = read("RecordingUrl");
  return {
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
  };
}
