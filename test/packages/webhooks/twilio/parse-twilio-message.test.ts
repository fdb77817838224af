import { InvalidPayloadError, MessageEvent, messageEventId } from "@coccinelle/core";
import { parseTwilioMessage, readTwilioRequest, type VerifiedOwner } from "@coccinelle/webhooks";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { twilioCandidate } from "../candidate.ts";

const url = "https://crm.example.com/webhooks/twilio/sms";
const receivedAt = new Date("2026-11-22T10:00:00.123Z");
const owner = twilioCandidate();
const sms = {
  MessageSid: "SM1",
  From: "+33612345678",
  To: "+33757000001",
  Body: "Bonjour",
  NumMedia: "0",
};
const whatsapp = { ...sms, From: "whatsapp:+33612345678", To: "whatsapp:+33757000001", WaId: "33612345678" };

const owned: VerifiedOwner = { kind: "owned", owner };

function parseBody(rawBody: string, verdict: VerifiedOwner, query = ""): Promise<MessageEvent> {
  const request = readTwilioRequest({ url: url + query, signature: "s", rawBody });
  return parseTwilioMessage(request, verdict, { receivedAt, traceId: "trace_1" });
}

function parse(fields: Record<string, string>, verdict: VerifiedOwner = owned): Promise<MessageEvent> {
  return parseBody(new URLSearchParams(fields).toString(), verdict);
}

function without(fields: Record<string, string>, ...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

describe("an SMS", () => {
  it("becomes an event of its channel", async () => {
    const identity = {
      tenantId: owner.tenantId,
      provider: "twilio",
      providerMessageId: "SM1",
      type: "message_received",
    } as const;
    expect(await parse(sms)).toEqual({
      ...identity,
      version: 1,
      id: await messageEventId(identity),
      channelId: owner.channelId,
      channel: "sms",
      occurredAt: "2026-11-22T10:00:00.123Z",
      sender: { address: "+33612345678" },
      recipient: "+33757000001",
      defaultCountry: "FR",
      text: "Bonjour",
      traceId: "trace_1",
    });
  });

  it("belongs to no tenant and no channel where nobody owns the address, and names who signed it", async () => {
    const signers = [{ tenantId: "tenant", accountId: "AC1" }];
    expect(await parse(sms, { kind: "unknown_address", signers })).toMatchObject({
      tenantId: null,
      channelId: null,
      signers,
      defaultCountry: "FR",
    });
  });

  it("has the same id whoever signed it", async () => {
    const ids = [[], [{ tenantId: "a", accountId: "AC1" }]].map(async (signers) => {
      const { id } = await parse(sms, { kind: "unknown_address", signers });
      return id;
    });
    expect(new Set(await Promise.all(ids)).size).toBe(1);
  });

  it("takes the country of its channel", async () => {
    const event = await parse(sms, {
      kind: "owned",
      owner: twilioCandidate({ settings: { defaultCountry: "BE" } }),
    });
    expect(event.defaultCountry).toBe("BE");
  });

  it.each(["36777", "AMAZON"])("keeps the sender %s as it is", async (From) => {
    expect((await parse({ ...sms, From })).sender).toEqual({ address: From });
  });

  it.each(["SmsMessageSid", "SmsSid"])("has its id in %s where MessageSid is absent", async (name) => {
    const event = await parse({ ...without(sms, "MessageSid"), [name]: "SM2" });
    expect(event.providerMessageId).toBe("SM2");
  });

  it("has an empty text where Body is empty or absent", async () => {
    expect((await parse({ ...sms, Body: "" })).text).toBe("");
    expect((await parse(without(sms, "Body"))).text).toBe("");
  });

  it("takes the first of a repeated field", async () => {
    const body = `${new URLSearchParams(sms)}&Body=second`;
    expect((await parseBody(body, owned)).text).toBe("Bonjour");
  });

  it("is read from a JSON body as well", async () => {
    const event = await parseBody(JSON.stringify(sms), owned, "?bodySHA256=00");
    expect(event).toEqual(await parse(sms));
  });
});

describe("a WhatsApp message", () => {
  it("has the sender's number, and the name of the profile", async () => {
    expect(await parse({ ...whatsapp, ProfileName: "Sophie Martin" })).toMatchObject({
      channel: "whatsapp",
      sender: { address: "+33612345678", profileName: "Sophie Martin" },
      recipient: "+33757000001",
    });
  });

  it.each(["From", "To"] as const)("is told by the prefix of %s alone", async (name) => {
    expect((await parse({ ...sms, [name]: whatsapp[name] })).channel).toBe("whatsapp");
  });

  it("has a business-scoped id in From where the sender shows no number", async () => {
    const event = await parse({ ...without(whatsapp, "WaId"), From: "whatsapp:US.13491208655302741918" });
    expect(event.sender).toEqual({ whatsappUserId: "US.13491208655302741918" });
  });

  it("has a business-scoped id beside the number", async () => {
    const event = await parse({ ...whatsapp, ExternalUserId: "FR.1349" });
    expect(event.sender).toEqual({ address: "+33612345678", whatsappUserId: "FR.1349" });
  });

  it("has the number in WaId where From has none", async () => {
    const event = await parse({ ...whatsapp, From: "whatsapp:FR.1349" });
    expect(event.sender).toEqual({ address: "+33612345678", whatsappUserId: "FR.1349" });
  });

  it("takes no number from a WaId that is none", async () => {
    const event = await parse({ ...whatsapp, From: "whatsapp:FR.1349", WaId: "FR.1349" });
    expect(event.sender).toEqual({ whatsappUserId: "FR.1349" });
  });
});

describe("what comes with a message", () => {
  it("is every media item", async () => {
    const event = await parse({
      ...sms,
      NumMedia: "3",
      MediaUrl0: "https://api.twilio.com/ME0",
      MediaContentType0: "image/jpeg",
      MediaUrl1: "https://api.twilio.com/ME1",
      MediaUrl2: "https://api.twilio.com/ME2",
      MediaContentType2: "audio/ogg",
    });
    expect(event.media).toEqual([
      { url: "https://api.twilio.com/ME0", contentType: "image/jpeg" },
      { url: "https://api.twilio.com/ME1", contentType: null },
      { url: "https://api.twilio.com/ME2", contentType: "audio/ogg" },
    ]);
  });

  it("is the button that was pressed", async () => {
    expect((await parse({ ...whatsapp, ButtonText: "Oui", ButtonPayload: "yes" })).button).toEqual({
      text: "Oui",
      payload: "yes",
    });
    expect((await parse({ ...whatsapp, ButtonPayload: "yes" })).button).toEqual({ payload: "yes" });
  });

  it("is a location", async () => {
    const place = { Latitude: "48.8566", Longitude: "-2.35", Address: "1 rue de Rivoli", Label: "Paris" };
    expect((await parse({ ...whatsapp, ...place })).location).toEqual({
      latitude: 48.8566,
      longitude: -2.35,
      address: "1 rue de Rivoli",
      label: "Paris",
    });
  });

  it("is a location on the equator and the meridian", async () => {
    const event = await parse({ ...whatsapp, Latitude: "0", Longitude: "0" });
    expect(event.location).toEqual({ latitude: 0, longitude: 0 });
  });

  it.each(["", "north", "NaN", "Infinity"])("is no location with the latitude %j", async (Latitude) => {
    expect((await parse({ ...whatsapp, Latitude, Longitude: "2" })).location).toBeUndefined();
  });

  it("is the advertisement that the person came from", async () => {
    const ad = {
      ReferralBody: "-10 %",
      ReferralSourceType: "ad",
      ReferralHeadline: "",
      Referral__proto__: "x",
    };
    expect((await parse({ ...whatsapp, ...ad })).referral).toEqual({ Body: "-10 %", SourceType: "ad" });
  });

  it.each(["STOP", "START", "HELP"])("is the opt-out type %s", async (OptOutType) => {
    expect((await parse({ ...sms, OptOutType })).optOut).toBe(OptOutType);
  });

  it("is no opt-out of an unknown type", async () => {
    expect((await parse({ ...sms, OptOutType: "MAYBE" })).optOut).toBeUndefined();
  });
});

describe("text", () => {
  it("keeps emoji, and 1,600 characters of it", async () => {
    const Body = "👋🏽é".repeat(320);
    expect((await parse({ ...sms, Body })).text).toBe(Body);
  });

  it("has a replacement character for each null byte and lone surrogate", async () => {
    expect((await parse({ ...sms, Body: "a\0b", ProfileName: "\0" })).text).toBe("a\uFFFDb");
    const json = JSON.stringify({ ...sms, Body: "a\ud800b" });
    expect((await parseBody(json, owned, "?bodySHA256=00")).text).toBe("a\uFFFDb");
  });

  it("makes a valid event of any fields", async () => {
    const names = fc.constantFrom(
      "Body",
      "ProfileName",
      "Latitude",
      "Longitude",
      "MediaUrl0",
      "WaId",
      "OptOutType",
    );
    const extra = fc.dictionary(fc.oneof(names, fc.string()), fc.string({ unit: "binary" }));
    await fc.assert(
      fc.asyncProperty(extra, fc.constantFrom(sms, whatsapp), async (fields, base) => {
        const event = await parse({ ...fields, ...without(base, "Body") });
        expect(MessageEvent.safeParse(JSON.parse(JSON.stringify(event))).error).toBeUndefined();
        expect(JSON.stringify(event)).not.toContain("\\u0000");
      }),
    );
  });
});

describe("a message that cannot be read", () => {
  it.each<[string, Record<string, string>]>([
    ["MessageSid", without(sms, "MessageSid")],
    ["MessageSid", { ...sms, MessageSid: "" }],
    ["From", without(sms, "From")],
    ["From", { ...without(whatsapp, "WaId"), From: "whatsapp:" }],
    ["To", without(sms, "To")],
    ["To", { ...whatsapp, To: "whatsapp:" }],
  ])("names the field %s, and no value", async (field, fields) => {
    const error: unknown = await parse(fields).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InvalidPayloadError);
    expect(error).toMatchObject({ message: `${field} is missing`, context: { field } });
  });
});
