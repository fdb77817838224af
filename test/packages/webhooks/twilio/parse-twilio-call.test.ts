import { InvalidPayloadError } from "@coccinelle/core";
import type { EventContent } from "@coccinelle/webhooks";
import { describe, expect, it } from "vitest";
import { parseTwilioCall } from "../../../../packages/webhooks/src/twilio/parse-twilio-call.ts";
import { twilioRequest } from "./twilio-request.ts";

const call = { CallSid: "CA1", From: "+33612345678", To: "+33757000001", CallStatus: "ringing" };

function parse(fields: Record<string, string>): EventContent {
  return parseTwilioCall(twilioRequest(new URLSearchParams(fields).toString()));
}

describe("a call", () => {
  it("becomes an event on the channel phone, without text", () => {
    expect(parse(call)).toEqual({
      providerMessageId: "CA1",
      type: "call",
      channel: "phone",
      sender: { address: "+33612345678" },
      recipient: "+33757000001",
      text: "",
      call: { id: "CA1", status: "ringing" },
    });
  });

  it("has the caller's name and country apart, and not as the name of a person", () => {
    const event = parse({ ...call, CallerName: "CAFE DE FLORE", FromCountry: "FR" });
    expect(event.call).toMatchObject({ callerName: "CAFE DE FLORE", callerCountry: "FR" });
    expect(event.sender).toEqual({ address: "+33612345678" });
  });

  it("has no sender where the caller's number is not sent at all", () => {
    expect(parse({ ...call, From: "" }).sender).toEqual({});
  });

  it.each(["CallSid", "To"])("that lacks %s cannot be read", (field) => {
    expect(() => parse({ ...call, [field]: "" })).toThrow(
      new InvalidPayloadError(`${field} is missing`, { context: { field } }),
    );
  });
});

describe("a message that the caller left", () => {
  const RecordingUrl = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1";

  it("is an event beside the call's, with the recording", () => {
    const event = parse({ ...call, RecordingUrl, RecordingSid: "RE1" });
    expect(event).toMatchObject({
      providerMessageId: "RE1",
      media: [{ url: RecordingUrl, contentType: null }],
      call: { id: "CA1" },
    });
    expect(event.providerMessageId).not.toBe(parse(call).providerMessageId);
  });

  it("is known by its URL where it has no id", () => {
    expect(parse({ ...call, RecordingUrl }).providerMessageId).toBe(RecordingUrl);
  });
});
