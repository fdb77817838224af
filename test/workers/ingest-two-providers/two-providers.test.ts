import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { MessageEvent } from "@coccinelle/core";
import { findChannelCandidates } from "@coccinelle/db";
import { channelCredentialsPlace } from "@coccinelle/vault";
import { describe, expect, it, vi } from "vitest";
import worker from "../../../workers/ingest/src/index.ts";
import { newChannel, saveChannel, signedSms, vault } from "../ingest/test-channel.ts";
import { type Letter, PIGEON_URL, signPigeon } from "./pigeon.ts";

// The Worker is the real one. `vitest.config.ts` puts the second provider into its two tables, and nowhere else.

interface PigeonChannel {
  id: string;
  tenantId: string;
  address: string;
  secret: string;
}

async function savePigeonChannel(partial: Partial<PigeonChannel> = {}): Promise<PigeonChannel> {
  const { id, tenantId, address } = newChannel();
  const channel = { id, tenantId, address, secret: crypto.randomUUID(), ...partial };
  const credentials = await vault.seal(
    JSON.stringify({ secret: channel.secret }),
    channelCredentialsPlace(channel),
  );
  await env.DB.prepare(
    `INSERT INTO channels (id, tenant_id, provider, address, credentials, settings, created_at, updated_at)
     VALUES (?1, ?2, 'pigeon', ?3, ?4, '{}', datetime('now'), datetime('now'))`,
  )
    .bind(channel.id, channel.tenantId, channel.address, credentials)
    .run();
  return channel;
}

function letterTo({ address }: { address: string }, partial: Partial<Letter> = {}): Letter {
  const to = address.replace("+", "");
  return { id: crypto.randomUUID(), from: "33612345678", to, text: "Coo", ...partial };
}

interface Sent {
  status: number;
  body: unknown;
  queued: MessageEvent[];
}

/** Sends a request to the Worker, with a queue that keeps what it takes. */
async function fetchWorker(request: Request): Promise<Sent> {
  const queued: MessageEvent[] = [];
  const queue = { send: async (event: unknown) => queued.push(MessageEvent.parse(event)) };
  const environment: Env = Object.assign({}, env, { MESSAGE_EVENTS: queue });
  const response: Response = await worker.fetch(request, environment, createExecutionContext());
  const isJson = response.headers.get("content-type")?.includes("json");
  return { status: response.status, body: isJson ? await response.json() : await response.text(), queued };
}

async function sendLetters(secret: string, letters: unknown[]): Promise<Sent> {
  const body = new TextEncoder().encode(JSON.stringify({ letters }));
  const headers = { "x-pigeon-signature": await signPigeon(secret, body) };
  return fetchWorker(new Request(PIGEON_URL, { method: "POST", headers, body }));
}

function sendSms(channel: Parameters<typeof signedSms>[0]): Promise<Sent> {
  const { url, ...init } = signedSms(channel);
  return fetchWorker(new Request(url, init));
}

describe("a provider that is only in the tables", () => {
  it("has its messages queued as events of their channel, and answers as it says", async () => {
    const channel = await savePigeonChannel();
    const { status, body, queued } = await sendLetters(channel.secret, [letterTo(channel, { id: "L1" })]);
    expect([status, body]).toEqual([200, { coo: 1 }]);
    expect(queued).toMatchObject([
      {
        provider: "pigeon",
        providerMessageId: "L1",
        tenantId: channel.tenantId,
        channelId: channel.id,
        sender: { address: "+33612345678" },
        recipient: channel.address,
      },
    ]);
  });

  it("has each message of one request given to the channel of its own number", async () => {
    const first = await savePigeonChannel();
    const second = await savePigeonChannel({ secret: first.secret });
    const { queued } = await sendLetters(first.secret, [letterTo(first), letterTo(second), letterTo(first)]);
    expect(queued.map(({ channelId }) => channelId)).toEqual([first.id, second.id, first.id]);
  });

  it("has a message whose number's key did not sign the request queued as nobody's", async () => {
    const signer = await savePigeonChannel();
    const other = await savePigeonChannel();
    const { status, queued } = await sendLetters(signer.secret, [letterTo(other), letterTo(signer)]);
    expect(status).toBe(200);
    expect(queued).toMatchObject([
      { tenantId: null, channelId: null },
      { tenantId: signer.tenantId, channelId: signer.id },
    ]);
  });

  it("has a foreign signature answered with 403, and queues nothing", async () => {
    const channel = await savePigeonChannel();
    const sent = await sendLetters(crypto.randomUUID(), [letterTo(channel)]);
    expect(sent).toMatchObject({ status: 403, body: { error: { code: "invalid_signature" } }, queued: [] });
  });

  it("has a body without any claim answered with 403", async () => {
    expect((await sendLetters(crypto.randomUUID(), [])).status).toBe(403);
  });

  it("has a verified request that cannot be read answered with 400", async () => {
    const channel = await savePigeonChannel();
    const { to } = letterTo(channel);
    expect(await sendLetters(channel.secret, [{ to }])).toMatchObject({ status: 400, queued: [] });
  });

  it("has a larger body than its own limit answered with 413", async () => {
    const channel = await savePigeonChannel();
    const letter = letterTo(channel, { text: "x".repeat(10_000) });
    expect((await sendLetters(channel.secret, [letter])).status).toBe(413);
  });

  it("has another method answered with 405", async () => {
    expect((await fetchWorker(new Request(PIGEON_URL))).status).toBe(405);
  });
});

describe("two providers' channels with one address", () => {
  it("each get their own provider's messages, from D1 and then from memory", async () => {
    const byPhone = await saveChannel(newChannel());
    const byPigeon = await savePigeonChannel({ address: byPhone.address });
    const readings = vi.spyOn(env.DB, "prepare");
    for (let round = 0; round < 3; round++) {
      const sms = await sendSms(byPhone);
      const letters = await sendLetters(byPigeon.secret, [letterTo(byPigeon)]);
      expect([sms.status, letters.status]).toEqual([200, 200]);
      expect(sms.queued).toMatchObject([{ provider: "twilio", channelId: byPhone.id }]);
      expect(letters.queued).toMatchObject([{ provider: "pigeon", channelId: byPigeon.id }]);
    }
    expect(readings).toHaveBeenCalledTimes(2);
    readings.mockRestore();
  });

  it("are looked up apart in D1", async () => {
    const byPhone = await saveChannel(newChannel());
    const { address } = await savePigeonChannel({ address: byPhone.address });
    const candidates = await findChannelCandidates(env.DB, "twilio", { address });
    expect(candidates.map(({ id }) => id)).toEqual([byPhone.id]);
  });
});
