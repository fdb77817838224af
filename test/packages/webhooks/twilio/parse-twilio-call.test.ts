import { InvalidPayloadError, type MessageEvent, messageEventId } from "@coccinelle/core";
import { parseTwilioCall, readTwilioRequest, type VerifiedOwner } from "@coccinelle/webhooks";
import { describe, expect, it } from "vitest";
import { twilioCandidate } from "../candidate.ts";

const url = "https://crm.example.com/webhooks/twilio/voice";
const receipt = { receivedAt: new Date("2026-11-22T10:00:00.123Z"), traceId: "trace_1" };
const owner = twilioCandidate();
const call = { CallSid: "CA1", From: "+33612345678", To: "+33757000001", CallStatus: "ringing" };

function parse(
  fields: Record<string, string>,
  verdict: VerifiedOwner = { kind: "owned", owner },
): Promise<MessageEvent> {
  const rawBody = new URLSearchParams(fields).toString();
  return parseTwilioCall(readTwilioRequest({ url, signature: "s", rawBody }), verdict, receipt);
}

describe("a call", () => {
  it("becomes an event of its channel", async () => {
    const identity = {
      tenantId: owner.tenantId,
      provider: "twilio",
      providerMessageId: "CA1",
      type: "call",
    } as const;
    expect(await parse(call)).toEqual({
      ...identity,
      version: 1,
      id: await messageEventId(identity),
      channelId: owner.channelId,
      channel: "phone",
      occurredAt: "2026-11-22T10:00:00.123Z",
      sender: { address: "+33612345678" },
      recipient: "+33757000001",
      defaultCountry: "FR",
      text: "",
      call: { id: "CA1", status: "ringing" },
      traceId: "trace_1",
    });
  });

  it("belongs to no tenant and no channel where nobody owns the address, and names who signed it", async () => {
    const signers = [{ tenantId: "tenant", accountId: "AC1" }];
    expect(await parse(call, { kind: "unknown_address", signers })).toMatchObject({
      tenantId: null,
      channelId: null,
      signers,
    });
  });

  it("has the caller's name and country apart, and not as the name of a person", async () => {
    const event = await parse({ ...call, CallerName: "CAFE DE FLORE", FromCountry: "FR" });
    expect(event.call).toMatchObject({ callerName: "CAFE DE FLORE", callerCountry: "FR" });
    expect(event.sender).toEqual({ address: "+33612345678" });
  });

  it("has no sender where the caller's number is not sent at all", async () => {
    expect((await parse({ ...call, From: "" })).sender).toEqual({});
  });

  it.each(["CallSid", "To"])("that lacks %s cannot be read", async (field) => {
    const error: unknown = await parse({ ...call, [field]: "" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidPayloadError);
    expect(error).toMatchObject({ message: `${field} is missing`, context: { field } });
  });
});

describe("a message that the caller left", () => {
  const RecordingUrl = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1";

  it("is an event beside the call's, with the recording", async () => {
    const event = await parse({ ...call, RecordingUrl, RecordingSid: "RE1" });
    expect(event).toMatchObject({
      providerMessageId: "RE1",
      media: [{ url: RecordingUrl, contentType: null }],
      call: { id: "CA1" },
    });
    expect(event.id).not.toBe((await parse(call)).id);
  });

  it("is known by its URL where it has no id", async () => {
    expect((await parse({ ...call, RecordingUrl })).providerMessageId).toBe(RecordingUrl);
  });
});
