import { InvalidPayloadError } from "@coccinelle/core";
import { fieldReader, requireField } from "../form-fields.ts";
import type { DeliveryStatus } from "../inbound-provider.ts";
import type { TwilioRequest } from "./read-twilio-request.ts";

/** Twilio's words are such as `delivered` and `no-answer`. Any word of this form is taken, so that no person's text is. */
const STATUS = /^[a-z_-]{1,40}$/;

/**
 * Reads a status callback of a message or a call. Error codes: https://www.twilio.com/docs/api/errors
 *
 * @throws InvalidPayloadError naming the field that is missing or that is no status
 */
export function parseTwilioStatus({ fields }: TwilioRequest): Omit<DeliveryStatus, "accountId"> {
  const read = fieldReader(fields);
  const callId = read("CallSid");
  return {
    kind: callId ? "call" : "message",
    providerMessageId: callId ?? requireField(read, "MessageSid", "SmsSid"),
    status: callId
      ? assertStatus("CallStatus", requireField(read, "CallStatus"))
      : assertStatus("MessageStatus", requireField(read, "MessageStatus", "SmsStatus")),
    errorCode: read("ErrorCode") ?? null,
  };
}

function assertStatus(field: string, value: string): string {
  if (STATUS.test(value)) return value;
  throw new InvalidPayloadError(`${field} is no status`, { context: { field } });
}
