import { InvalidPayloadError, MessageEvent } from "@coccinelle/core";
import { type EventContent, newEvent } from "@coccinelle/webhooks";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTwilioMessage } from "../../../../packages/webhooks/src/twilio/parse-twilio-message.ts";
import { newCandidate } from "../candidate.ts";
import { twilioRequest } from "./twilio-request.ts";

const sms = {
  MessageSid: "SM1",
  From: "+33612345678",
  To: "+33757000001",
  Body: "Bonjour",
  NumMedia: "0",
};
const whatsapp = { ...sms, From: "whatsapp:+33612345678", To: "whatsapp:+33757000001", WaId: "33612345678" };

function parseBody(rawBody: string, query = ""): EventContent {
  return parseTwilioMessage(twilioRequest(rawBody, query));
}

function parse(fields: Record<string, string>): EventContent {
  return parseBody(new URLSearchParams(fields).toString());
}

function without(fields: Record<string, string>, ...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

describe("an SMS", () => {
  it("becomes an event on the channel sms", () => {
    expect(parse(sms)).toEqual({
      providerMessageId: "SM1",
      type: "message_received",
      channel: "sms",
      sender: { address: "+33612345678" },
      recipient: "+33757000001",
      text: "Bonjour",
    });
  });

  it.each(["36777", "AMAZON"])("keeps the sender %s as it is", (From) => {
    expect(parse({ ...sms, From }).sender).toEqual({ address: From });
  });

  it.each(["SmsMessageSid", "SmsSid"])("has its id in %s where MessageSid is absent", (name) => {
    const event = parse({ ...without(sms, "MessageSid"), [name]: "SM2" });
    expect(event.providerMessageId).toBe("SM2");
  });

  it("has an empty text where Body is empty or absent", () => {
    expect(parse({ ...sms, Body: "" }).text).toBe("");
    expect(parse(without(sms, "Body")).text).toBe("");
  });

  it("takes the first of a repeated field", () => {
    const body = `${new URLSearchParams(sms)}&Body=second`;
    expect(parseBody(body).text).toBe("Bonjour");
  });

  it("is read from a JSON body as well", () => {
    const event = parseBody(JSON.stringify(sms), "?bodySHA256=00");
    expect(event).toEqual(parse(sms));
  });
});

describe("a WhatsApp message", () => {
  it("has the sender's number, and the name of the profile", () => {
    expect(parse({ ...whatsapp, ProfileName: "Sophie Martin" })).toMatchObject({
      channel: "whatsapp",
      sender: { address: "+33612345678", profileName: "Sophie Martin" },
      recipient: "+33757000001",
    });
  });

  it.each(["From", "To"] as const)("is recognised by the prefix of %s alone", (name) => {
    expect(parse({ ...sms, [name]: whatsapp[name] }).channel).toBe("whatsapp");
  });

  it("has a business-scoped id in From where the sender shows no number", () => {
    const event = parse({ ...without(whatsapp, "WaId"), From: "whatsapp:US.13491208655302741918" });
    expect(event.sender).toEqual({ whatsappUserId: "US.13491208655302741918" });
  });

  it("has a business-scoped id beside the number", () => {
    const event = parse({ ...whatsapp, ExternalUserId: "FR.1349" });
    expect(event.sender).toEqual({ address: "+33612345678", whatsappUserId: "FR.1349" });
  });

  it("has the number in WaId where From has none", () => {
    const event = parse({ ...whatsapp, From: "whatsapp:FR.1349" });
    expect(event.sender).toEqual({ address: "+33612345678", whatsappUserId: "FR.1349" });
  });

  it("takes no number from a WaId that is no number", () => {
    const event = parse({ ...whatsapp, From: "whatsapp:FR.1349", WaId: "FR.1349" });
    expect(event.sender).toEqual({ whatsappUserId: "FR.1349" });
  });
});

describe("a message with more than text", () => {
  it("has every media item", () => {
    const event = parse({
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

  it("has the button that was pressed", () => {
    expect(parse({ ...whatsapp, ButtonText: "Oui", ButtonPayload: "yes" }).button).toEqual({
      text: "Oui",
      payload: "yes",
    });
    expect(parse({ ...whatsapp, ButtonPayload: "yes" }).button).toEqual({ payload: "yes" });
  });

  it("has a location", () => {
    const place = { Latitude: "48.8566", Longitude: "-2.35", Address: "1 rue de Rivoli", Label: "Paris" };
    expect(parse({ ...whatsapp, ...place }).location).toEqual({
      latitude: 48.8566,
      longitude: -2.35,
      address: "1 rue de Rivoli",
      label: "Paris",
    });
  });

  it("has a location on the equator and the meridian", () => {
    const event = parse({ ...whatsapp, Latitude: "0", Longitude: "0" });
    expect(event.location).toEqual({ latitude: 0, longitude: 0 });
  });

  it.each(["", "north", "NaN", "Infinity"])("has no location if the latitude is %j", (Latitude) => {
    expect(parse({ ...whatsapp, Latitude, Longitude: "2" }).location).toBeUndefined();
  });

  it("has the advertisement that the person came from", () => {
    const ad = {
      ReferralBody: "-10 %",
      ReferralSourceType: "ad",
      ReferralHeadline: "",
      Referral__proto__: "x",
    };
    expect(parse({ ...whatsapp, ...ad }).referral).toEqual({ Body: "-10 %", SourceType: "ad" });
  });

  it.each(["STOP", "START", "HELP"])("has the opt-out type %s", (OptOutType) => {
    expect(parse({ ...sms, OptOutType }).optOut).toBe(OptOutType);
  });

  it("has no opt-out of an unknown type", () => {
    expect(parse({ ...sms, OptOutType: "MAYBE" }).optOut).toBeUndefined();
  });
});

describe("text", () => {
  it("keeps emoji, and 1,600 characters of it", () => {
    const Body = "👋🏽é".repeat(320);
    expect(parse({ ...sms, Body }).text).toBe(Body);
  });

  it("has a replacement character for each null byte and lone surrogate", () => {
    expect(parse({ ...sms, Body: "a\0b", ProfileName: "\0" }).text).toBe("a\uFFFDb");
    const json = JSON.stringify({ ...sms, Body: "a\ud800b" });
    expect(parseBody(json, "?bodySHA256=00").text).toBe("a\uFFFDb");
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
        const content = parse({ ...fields, ...without(base, "Body") });
        const receipt = { provider: "twilio", receivedAt: new Date(), traceId: "trace_1" } as const;
        const event = await newEvent(content, { kind: "owned", owner: newCandidate() }, receipt);
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
  ])("names the field %s, and no value", (field, fields) => {
    expect(() => parse(fields)).toThrow(
      new InvalidPayloadError(`${field} is missing`, { context: { field } }),
    );
  });
});
