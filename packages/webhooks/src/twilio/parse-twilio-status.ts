import { InvalidPayloadError } from "@coccinelle/core";
import { fieldReader, requireField } from "../form-fields.ts";
import type { TwilioRequest } from "./read-twilio-request.ts";

/** Twilio's words, such as `delivered` and `no-answer`, known or not; never a text of somebody's. */
const STATUS = /^[a-z_-]{1,40}$/;

/** What became of a message or a call. */
export interface TwilioStatus {
  kind: "message" | "call";
  providerMessageId: string;
  /** Twilio's own word. */
  status: string;
  /** Why it failed: https://www.twilio.com/docs/api/errors */
  errorCode: string | null;
}

/**
 * Reads a status callback of a message or a call.
 *
 * @param request one that `findTwilioOwner` did not refuse
 * @throws InvalidPayloadError naming the field that is missing or no status
 */
export function parseTwilioStatus({ fields }: TwilioRequest): TwilioStatus {
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
