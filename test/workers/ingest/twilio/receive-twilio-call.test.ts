import { env } from "cloudflare:workers";
import { InvalidSignatureError, MessageEvent } from "@coccinelle/core";
import { getCRMDatabaseService, recordEvents, toRecordableEvent } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { newChannel, saveChannel, signedCall } from "../test-channel.ts";
import { newIngest } from "../test-ingest.ts";

describe("an incoming call", () => {
  it("is queued as an event of its channel, and answered as the channel's settings say", async () => {
    const voice = { say: "Bienvenue", language: "fr-CA", dial: "+33757009999" };
    const channel = await saveChannel(newChannel({ settings: { defaultCountry: "BE", voice } }));
    const ingest = newIngest();
    const response = await ingest.receive(
      signedCall(channel, { CallSid: "CA1", CallerName: "CAFE DE FLORE", CallerCountry: "FR" }),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/xml");
    expect(await response.text()).toMatch(
      /<Say language="fr-CA">Bienvenue<\/Say><Dial>\+33757009999<\/Dial>/,
    );
    expect(MessageEvent.parse(ingest.queued[0])).toMatchObject({
      type: "call",
      channel: "phone",
      providerMessageId: "CA1",
      tenantId: channel.tenantId,
      channelId: channel.id,
      defaultCountry: "BE",
      sender: { address: "+33612345678" },
      text: "",
      call: { id: "CA1", status: "ringing", callerName: "CAFE DE FLORE", callerCountry: "FR" },
    });
  });

  it("to a number that nobody owns is queued without a tenant, and answered politely", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const response = await ingest.receive(signedCall(channel, { To: "+33799999999" }));
    expect(await response.text()).toMatch(/<Say language="fr-FR">Bonjour.*<\/Say><Hangup\/>/);
    const signers = [{ tenantId: channel.tenantId, accountId: channel.accountSid }];
    expect(ingest.queued).toMatchObject([{ type: "call", tenantId: null, channelId: null, signers }]);
  });

  it("that nobody signed is refused", async () => {
    const ingest = newIngest();
    await saveChannel(newChannel());
    await expect(ingest.receive(signedCall(newChannel()))).rejects.toThrow(InvalidSignatureError);
    expect(ingest.queued).toEqual([]);
  });

  it.each(["CallSid", "To"])("without %s is refused by the field's name", async (field) => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const request = signedCall(channel, { [field]: "" });
    await expect(ingest.receive(request)).rejects.toThrow(`${field} is missing`);
    expect(ingest.queued).toEqual([]);
  });

  it.each([
    ...["anonymous", "Restricted", "UNAVAILABLE", "unknown", ""],
    ...["+266696687", "+86282452253", "+464", "+7378742833", "+2562533", "+8656696"],
  ])(
    "whose caller hides behind %j is queued, and cannot be recorded, since it identifies nobody",
    async (From) => {
      const channel = await saveChannel(newChannel());
      const ingest = newIngest();
      expect((await ingest.receive(signedCall(channel, { From }))).status).toBe(200);
      const event = MessageEvent.parse(ingest.queued[0]);
      const { tenantId } = channel;
      expect(() => toRecordableEvent({ ...event, tenantId })).toThrow("nothing in it identifies a person");
    },
  );

  it("ends when the caller has left a message, which is an event of its own", async () => {
    const channel = await saveChannel(newChannel({ settings: { voice: { record: true } } }));
    const ingest = newIngest();
    const CallSid = "CA1";
    const asked = await ingest.receive(signedCall(channel, { CallSid }));
    expect(await asked.text()).toContain("<Record/>");
    const RecordingUrl = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE1";
    const left = await ingest.receive(signedCall(channel, { CallSid, RecordingUrl, RecordingSid: "RE1" }));
    expect(await left.text()).not.toContain("<Record/>");
    expect(ingest.queued).toMatchObject([
      { providerMessageId: "CA1" },
      { providerMessageId: "RE1", media: [{ url: RecordingUrl }], call: { id: "CA1" } },
    ]);
  });

  it("is logged by ids, without the caller", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(signedCall(channel, { CallerName: "SOPHIE" }));
    expect(ingest.logged).toMatchObject([{ event: "webhook_accepted", fields: { type: "call" } }]);
    expect(JSON.stringify(ingest.logged)).not.toMatch(/SOPHIE|612345678/);
  });
});

describe("a call in the timeline", () => {
  it("has no text, and has Twilio's id and status of the call in its metadata", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(signedCall(channel, { CallSid: "CA1" }));
    const { tenantId } = channel;
    const event = toRecordableEvent({ ...MessageEvent.parse(ingest.queued[0]), tenantId });
    await recordEvents(env.DB, [event], () => crypto.randomUUID());
    const crm = getCRMDatabaseService(env.DB, tenantId);
    const caller = await crm.getCustomerByPhone("+33612345678");
    const { items } = await crm.listInteractions(caller?.id ?? "");
    expect(items).toMatchObject([
      {
        type: "call",
        channel: "phone",
        description: "[call]",
        metadata: { messageId: "CA1", call: { id: "CA1", status: "ringing" } },
      },
    ]);
  });
});
