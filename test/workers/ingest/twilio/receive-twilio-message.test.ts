import { env } from "cloudflare:workers";
import { InvalidPayloadError, InvalidSignatureError, MessageEvent, TransientError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { PayloadTooLargeError } from "../../../../workers/ingest/src/webhook/error-response.ts";
import { signTwilioForm, signTwilioJson } from "../../../support/sign-twilio.ts";
import { newChannel, saveChannel, signedSms, smsTo, URL_SMS } from "../test-channel.ts";
import { newIngest } from "../test-ingest.ts";

const failingQueue = { send: () => Promise.reject(new Error("queue is overloaded")) };

async function findOutboxEvent(tenantId: string): Promise<MessageEvent | null> {
  const row = await env.DB.prepare("SELECT event FROM event_outbox WHERE event ->> 'tenantId' = ?1")
    .bind(tenantId)
    .first<{ event: string }>();
  return row && MessageEvent.parse(JSON.parse(row.event));
}

describe("a signed message", () => {
  it("is queued as an event of its channel, and answered with empty TwiML", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const response = await ingest.receive(signedSms(channel, { Body: "Bonjour 👋🏽\0" }));

    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/xml");
    expect(await response.text()).toContain("<Response/>");
    expect(ingest.queued).toHaveLength(1);
    expect(MessageEvent.parse(ingest.queued[0])).toMatchObject({
      tenantId: channel.tenantId,
      channelId: channel.id,
      text: "Bonjour 👋🏽\uFFFD",
      occurredAt: "2026-11-22T10:00:00.000Z",
    });
  });

  it("is the same event when it is delivered again", async () => {
    const ingest = newIngest();
    const request = signedSms(await saveChannel(newChannel()));
    await ingest.receive(request);
    await ingest.receive(request);
    const [first, second] = ingest.queued;
    expect(first?.id).toBe(second?.id);
  });

  it("takes one subrequest once its channel is in memory", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest({ saveToOutbox: () => Promise.reject(new Error("not to be called")) });
    await ingest.receive(signedSms(channel));
    for (let count = 0; count < 5; count++) await ingest.receive(signedSms(channel));
    expect(ingest.loads()).toBe(1);
    expect(ingest.queued).toHaveLength(6);
  });

  it("is accepted in JSON", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const json = JSON.stringify(smsTo(channel, { Body: "en JSON" }));
    await ingest.receive(signTwilioJson({ authToken: channel.authToken, url: URL_SMS }, json));
    expect(ingest.queued[0]?.text).toBe("en JSON");
  });

  it("is accepted under a wrong content type", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const request = signedSms(channel);
    await ingest.receive({ ...request, headers: { ...request.headers, "content-type": "text/plain" } });
    expect(ingest.queued).toHaveLength(1);
  });

  it("is verified against the request's own URL where PUBLIC_BASE_URL is not set", async () => {
    const channel = await saveChannel(newChannel());
    const url = "http://127.0.0.1:8787/webhooks/twilio/sms";
    for (const publicBaseUrl of ["", undefined]) {
      const ingest = newIngest({ publicBaseUrl });
      await ingest.receive(signTwilioForm({ authToken: channel.authToken, url }, smsTo(channel)));
      expect(ingest.queued).toHaveLength(1);
    }
  });

  it.each(["https://crm.example.com/", " https://crm.example.com\n"])(
    "is verified against the public URL written as %j",
    async (publicBaseUrl) => {
      const ingest = newIngest({ publicBaseUrl });
      await ingest.receive(signedSms(await saveChannel(newChannel())));
      expect(ingest.queued).toHaveLength(1);
    },
  );

  it("is verified under the public URL's path, where it has one", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest({ publicBaseUrl: "https://example.com/crm" });
    const url = "https://example.com/crm/webhooks/twilio/sms";
    const signed = signTwilioForm({ authToken: channel.authToken, url }, smsTo(channel));
    await ingest.receive({ ...signed, url: URL_SMS });
    expect(ingest.queued).toHaveLength(1);
  });

  it("is verified against the public URL, whatever host it arrives at and whatever forwarded headers it has", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const request = signedSms(channel);
    await ingest.receive({
      ...request,
      url: request.url.replace("https://crm.example.com", "http://10.0.0.1"),
    });
    expect(ingest.queued).toHaveLength(1);

    const url = "https://evil.example.com/webhooks/twilio/sms";
    const forged = signTwilioForm({ authToken: channel.authToken, url }, smsTo(channel));
    const headers = {
      ...forged.headers,
      "x-forwarded-host": "evil.example.com",
      "x-forwarded-proto": "https",
    };
    await expect(ingest.receive({ ...forged, headers })).rejects.toThrow(InvalidSignatureError);
  });

  it("is verified with its query as received", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    for (const query of ["a=%7e+b&c=%2B&d", "a=%7e&b='x'&c=a|b&d=%C3%A9", "b=%27x%27&c=a|b"]) {
      const url = `${URL_SMS}?${query}`;
      await ingest.receive(signTwilioForm({ authToken: channel.authToken, url }, smsTo(channel)));
    }
    expect(ingest.queued).toHaveLength(3);
  });

  it("to a number that nobody owns is queued without a tenant, and names its signers", async () => {
    const channel = await saveChannel(newChannel());
    const { accountSid, authToken } = channel;
    const sharing = await saveChannel(newChannel({ accountSid, authToken }));
    await saveChannel(newChannel({ accountSid }));
    const ingest = newIngest();
    const response = await ingest.receive(signedSms(channel, { To: "+33799999999" }));
    expect(response.status).toBe(200);
    expect(ingest.queued).toMatchObject([{ tenantId: null, channelId: null, recipient: "+33799999999" }]);
    const signers = [channel, sharing].map(({ tenantId }) => ({ tenantId, accountId: accountSid }));
    expect(MessageEvent.parse(ingest.queued[0]).signers).toEqual(
      signers.sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1)),
    );
  });

  it("to a number with an owner does not name its signers", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(signedSms(channel));
    expect(JSON.stringify(ingest.queued)).not.toMatch(/signers|accountId/);
  });

  it("reaches its owner and not the tenant that registered the number with another token", async () => {
    const channel = newChannel();
    await saveChannel(newChannel({ address: channel.address, accountSid: channel.accountSid }));
    const ingest = newIngest();
    await expect(ingest.receive(signedSms(channel))).rejects.toThrow(InvalidSignatureError);
    await saveChannel(channel);
    await ingest.receive(signedSms(channel));
    expect(ingest.queued).toMatchObject([{ tenantId: channel.tenantId, channelId: channel.id }]);
  });

  it("is logged by ids, without the person and the text", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(signedSms(channel, { ProfileName: "Sophie" }));
    expect(ingest.logged).toHaveLength(1);
    expect(ingest.logged[0]).toMatchObject({
      event: "webhook_accepted",
      fields: { delivery: "queued", tenantId: channel.tenantId, channelId: channel.id },
    });
    const line = JSON.stringify(ingest.logged);
    for (const secret of ["+33612345678", channel.address, "Bonjour", "Sophie", channel.authToken]) {
      expect(line).not.toContain(secret);
    }
  });
});

describe("a request", () => {
  it("without a signature is refused without a look-up in the database", async () => {
    const ingest = newIngest();
    const { headers, ...request } = signedSms(await saveChannel(newChannel()));
    const unsigned = { ...request, headers: { "content-type": headers["content-type"] ?? "" } };
    await expect(ingest.receive(unsigned)).rejects.toThrow(InvalidSignatureError);
    expect(ingest.loads()).toBe(0);
  });

  it.each<[string, (body: string) => string]>([
    ["a changed text", (body) => body.replace("Bonjour", "Bonsoir")],
    ["a truncated body", (body) => body.slice(0, -4)],
    ["an empty body", () => ""],
  ])("with %s is refused, and queues nothing", async (_, change) => {
    const ingest = newIngest();
    const request = signedSms(await saveChannel(newChannel()));
    const forged = { ...request, body: change(request.body) };
    await expect(ingest.receive(forged)).rejects.toThrow(InvalidSignatureError);
    expect(ingest.queued).toEqual([]);
  });

  it("that no known account signed is refused with the account and the Messaging Service that it claimed", async () => {
    const channel = newChannel();
    const refusal = newIngest().receive(signedSms(channel, { MessagingServiceSid: "MG1" }));
    await expect(refusal).rejects.toMatchObject({
      context: { accountId: channel.accountSid, serviceId: "MG1" },
    });
    await expect(newIngest().receive(signedSms(channel, { AccountSid: "" }))).rejects.toMatchObject({
      context: { accountId: null, serviceId: null },
    });
  });

  it("signed by one tenant for another tenant's number is queued without a tenant", async () => {
    const victim = await saveChannel(newChannel());
    const attacker = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(signedSms(attacker, { To: victim.address }));
    const signers = [{ tenantId: attacker.tenantId, accountId: attacker.accountSid }];
    expect(ingest.queued).toMatchObject([{ tenantId: null, channelId: null, signers }]);
  });

  it("that is verified but has no sender is refused by the field's name, and queues nothing", async () => {
    const ingest = newIngest();
    const request = signedSms(await saveChannel(newChannel()), { From: "" });
    await expect(ingest.receive(request)).rejects.toThrow("From is missing");
    expect(ingest.queued).toEqual([]);
  });

  it("of 10 MB is not read to its end", async () => {
    let chunks = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks += 1;
        if (chunks > 640) controller.close();
        else controller.enqueue(new Uint8Array(16 * 1024));
      },
    });
    const request = new Request(URL_SMS, { method: "POST", headers: { "x-twilio-signature": "s" }, body });
    await expect(newIngest().receiveRequest(request)).rejects.toThrow(PayloadTooLargeError);
    expect(chunks).toBeLessThan(10);
  });

  it("whose body breaks off is refused as a wrong payload", async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error("connection lost"));
      },
    });
    const request = new Request(URL_SMS, { method: "POST", headers: { "x-twilio-signature": "s" }, body });
    await expect(newIngest().receiveRequest(request)).rejects.toThrow(InvalidPayloadError);
  });

  it("within the cap whose event would not fit into the queue is too large", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const escaped = signTwilioForm(
      { authToken: channel.authToken, url: URL_SMS },
      smsTo(channel, { Body: "\u0001".repeat(30_000) }),
    );
    const raw = { ...escaped, body: escaped.body.replaceAll("%01", "\u0001") };
    await expect(ingest.receive(raw)).rejects.toThrow(PayloadTooLargeError);
    expect(ingest.queued).toEqual([]);
  });
});

describe("when the queue fails", () => {
  it("once, the event is in the queue after one retry", async () => {
    const channel = await saveChannel(newChannel());
    const sent: unknown[] = [];
    const queue = {
      async send(event: unknown) {
        if (sent.push(event) === 1) throw new Error("queue is overloaded");
        return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
      },
    };
    const response = await newIngest({ queue }).receive(signedSms(channel));
    expect(response.status).toBe(200);
    expect(sent).toHaveLength(2);
    expect(await findOutboxEvent(channel.tenantId)).toBeNull();
  });

  it("the event is in the outbox, once, before the answer", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest({ queue: failingQueue });
    const request = signedSms(channel, { Body: "à garder" });
    for (let delivery = 0; delivery < 2; delivery++) expect((await ingest.receive(request)).status).toBe(200);
    expect(await findOutboxEvent(channel.tenantId)).toMatchObject({
      text: "à garder",
      channelId: channel.id,
    });
    expect(ingest.logged.map(({ fields }) => fields.delivery)).toEqual(["in_outbox", "in_outbox"]);
  });

  it("and the outbox fails too, the request is refused as one to send again", async () => {
    const channel = await saveChannel(newChannel());
    const saveToOutbox = () => Promise.reject(new Error("D1 is down"));
    const ingest = newIngest({ queue: failingQueue, saveToOutbox });
    const error: unknown = await ingest.receive(signedSms(channel)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransientError);
    expect(error).toMatchObject({
      context: { queueError: "queue is overloaded", outboxError: "D1 is down" },
    });
    expect(ingest.logged).toEqual([]);
  });
});
