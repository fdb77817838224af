import { createExecutionContext } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import worker from "../../../workers/ingest/src/index.ts";
import { FORGED_SIGNATURE, type SignedRequest, signTwilioForm } from "../../support/sign-twilio.ts";
import { newChannel, saveChannel, signedCall, signedSms, signedStatus, smsTo } from "./test-channel.ts";

function send({ url, ...init }: SignedRequest): Promise<Response> {
  return exports.default.fetch(url, init);
}

async function codeOf(response: Response): Promise<[number, unknown]> {
  const { error } = await response.json<{ error: { code: string; message: string } }>();
  return [response.status, error.code];
}

describe("the Twilio routes", () => {
  it.each(["sms", "whatsapp"])("/webhooks/twilio/%s takes SMS and WhatsApp messages", async (route) => {
    const channel = await saveChannel(newChannel());
    const signing = { authToken: channel.authToken, url: `https://crm.example.com/webhooks/twilio/${route}` };
    for (const fields of [
      smsTo(channel),
      smsTo(channel, { From: "whatsapp:+33612345678", To: `whatsapp:${channel.address}` }),
    ]) {
      const response = await send(signTwilioForm(signing, fields));
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/xml");
      expect(await response.text()).toContain("<Response/>");
    }
  });

  it("answer 403 to a forged signature", async () => {
    const request = signedSms(await saveChannel(newChannel()));
    const response = await send({ ...request, headers: { "x-twilio-signature": FORGED_SIGNATURE } });
    expect(await codeOf(response)).toEqual([403, "invalid_signature"]);
  });

  it("log a refusal under the id of the answer", async () => {
    const logged = vi.spyOn(console, "warn").mockReturnValue(undefined);
    const channel = newChannel();
    const { url, ...init } = signedSms(channel);
    const response: Response = await worker.fetch(new Request(url, init), env, createExecutionContext());
    const lines = logged.mock.calls.map(([line]): unknown => JSON.parse(String(line)));
    logged.mockRestore();
    expect(lines).toMatchObject([
      {
        event: "webhook_refused",
        status: 403,
        requestId: response.headers.get("x-request-id"),
        accountId: channel.accountSid,
      },
    ]);
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("answer 403 to a message for a number of no known account", async () => {
    expect(await codeOf(await send(signedSms(newChannel())))).toEqual([403, "invalid_signature"]);
  });

  it("answer 400 to a verified request that cannot be read, naming the field and no value", async () => {
    const response = await send(signedSms(await saveChannel(newChannel()), { MessageSid: "" }));
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code: "invalid_request", message: "MessageSid is missing" },
    });
  });

  it.each(["GET", "PUT", "DELETE", "OPTIONS"])("answer 405 to %s, with what is allowed", async (method) => {
    for (const kind of ["sms", "whatsapp", "voice", "status"]) {
      const response = await exports.default.fetch(`https://crm.example.com/webhooks/twilio/${kind}`, {
        method,
      });
      expect(response.headers.get("allow")).toBe("POST");
      expect(await codeOf(response)).toEqual([405, "method_not_allowed"]);
    }
  });

  it("answer a call with TwiML, and a status callback with 204", async () => {
    const channel = await saveChannel(newChannel());
    const call = await send(signedCall(channel));
    expect(call.status).toBe(200);
    expect(call.headers.get("content-type")).toBe("text/xml");
    expect(await call.text()).toContain("<Say");
    const status = await send(signedStatus(channel));
    expect([status.status, await status.text()]).toEqual([204, ""]);
  });

  it.each(["/", "/webhooks", "/webhooks/twilio", "/webhooks/twilio/sms/more", "/webhooks/other/sms"])(
    "leave %s unknown",
    async (path) => {
      const response = await exports.default.fetch(`https://crm.example.com${path}`, { method: "POST" });
      expect(await codeOf(response)).toEqual([404, "not_found"]);
    },
  );

  it("answer 413 to a body of 10 MB", async () => {
    const request = signedSms(await saveChannel(newChannel()), { Body: "x".repeat(10_000_000) });
    expect(await codeOf(await send(request))).toEqual([413, "too_large"]);
  });

  it("take a body of exactly the cap, and refuse a body that is one byte larger", async () => {
    const channel = await saveChannel(newChannel());
    const bodyOf = (length: number) => signedSms(channel, { MessageSid: "SM1", Body: "x".repeat(length) });
    const room = 64 * 1024 - bodyOf(0).body.length;
    expect((await send(bodyOf(room))).status).toBe(200);
    expect((await send(bodyOf(room + 1))).status).toBe(413);
  });
});

describe("a variable that is missing or wrong", () => {
  it.each<[string, Partial<Env>]>([
    ["CREDENTIALS_KEYS", { CREDENTIALS_KEYS: undefined }],
    ["CREDENTIALS_KEYS", { CREDENTIALS_KEYS: "" }],
    ["CREDENTIALS_KEYS", { CREDENTIALS_KEYS: "{}" }],
    ...[
      "crm.example.com",
      "https://",
      "https://crm.example.com?tenant=1",
      "https://crm.example.com/#rc=5",
      "https://crm.example.com/a\nb",
      "https://crm example.com",
      "https://[crm",
    ].map((url): [string, Partial<Env>] => ["PUBLIC_BASE_URL", { PUBLIC_BASE_URL: url }]),
  ])("is named in a clear 500: %s", async (name, partial) => {
    const { url, ...init } = signedSms(await saveChannel(newChannel()));
    const environment: Env = Object.assign({}, env, partial);
    const response: Response = await worker.fetch(
      new Request(url, init),
      environment,
      createExecutionContext(),
    );
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      error: { code: "configuration", message: expect.stringContaining(name) },
    });
  });
});

describe("when the database fails", () => {
  it("during the look-up of a channel, the answer is 503 with Retry-After", async () => {
    const channel = await saveChannel(newChannel());
    const known = await saveChannel(newChannel());
    await send(signedSms(known));
    await env.DB.exec("ALTER TABLE channels RENAME TO channels_away");
    const response = await send(signedSms(channel));
    const stillKnown = await send(signedSms(known));
    await env.DB.exec("ALTER TABLE channels_away RENAME TO channels");

    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await codeOf(response)).toEqual([503, "unavailable"]);
    expect(stillKnown.status).toBe(200);
    expect((await send(signedSms(channel))).status).toBe(200);
  });

  it("together with the queue, the answer is 503 with Retry-After", async () => {
    const channel = await saveChannel(newChannel());
    const { url, ...init } = signedSms(channel);
    await env.DB.exec("ALTER TABLE event_outbox RENAME TO outbox_away");
    const queue = { send: () => Promise.reject(new Error("queue is overloaded")) };
    const environment: Env = Object.assign({}, env, { MESSAGE_EVENTS: queue });
    const response: Response = await worker.fetch(
      new Request(url, init),
      environment,
      createExecutionContext(),
    );
    await env.DB.exec("ALTER TABLE outbox_away RENAME TO event_outbox");

    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await codeOf(response)).toEqual([503, "unavailable"]);
  });
});
