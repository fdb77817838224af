import { env } from "cloudflare:workers";
import { setTimeout } from "node:timers/promises";
import { DEFAULT_COUNTRY, InvalidSignatureError, TransientError } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { CHANNEL_PROVIDERS } from "../../../../workers/consumer/src/api/resources/channels/channel-providers.ts";
import { loadCandidates } from "../../../../workers/ingest/src/owner/load-candidates.ts";
import { FORGED_SIGNATURE } from "../../../support/sign-twilio.ts";
import { newChannel, saveChannel, signedSms } from "../test-channel.ts";
import { newIngest } from "../test-ingest.ts";

describe("channels in memory", () => {
  it("are read again after a minute, so that a deleted one is gone", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(signedSms(channel));
    await env.DB.prepare("DELETE FROM channels WHERE id = ?1").bind(channel.id).run();
    ingest.wait(60_000);
    await expect(ingest.receive(signedSms(channel))).rejects.toThrow(InvalidSignatureError);
  });

  it("are read again at once for a request that a rotated token signed", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(signedSms(channel));
    const rotated = await saveChannel({ ...channel, authToken: crypto.randomUUID() });
    await ingest.receive(signedSms(rotated));
    expect(ingest.queued).toHaveLength(2);
    await expect(ingest.receive(signedSms(channel))).rejects.toThrow(InvalidSignatureError);
  });

  it("are read again at once for a request to a channel that is new", async () => {
    const channel = newChannel();
    const ingest = newIngest();
    await expect(ingest.receive(signedSms(channel))).rejects.toThrow(InvalidSignatureError);
    await saveChannel(channel);
    await ingest.receive(signedSms(channel));
    expect(ingest.queued).toHaveLength(1);
  });

  it("are read again at once for a request to a new number of the account", async () => {
    const channel = await saveChannel(newChannel());
    const second = newChannel({ ...channel, id: `chan_${crypto.randomUUID()}`, address: "+33700000042" });
    const ingest = newIngest();
    await ingest.receive(signedSms(second));
    await saveChannel(second);
    await ingest.receive(signedSms(second));
    expect(ingest.queued).toMatchObject([{ channelId: null }, { channelId: second.id }]);
  });

  it("are read at most once a second, however many forged requests come", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(signedSms(channel));
    const forged = { ...signedSms(channel), headers: { "x-twilio-signature": FORGED_SIGNATURE } };
    const forge = () => expect(ingest.receive(forged)).rejects.toThrow(InvalidSignatureError);
    await forge();
    await Promise.all(Array.from({ length: 20 }, forge));
    expect(ingest.loads()).toBe(2);
    ingest.wait(999);
    await forge();
    expect(ingest.loads()).toBe(2);
    ingest.wait(1);
    await forge();
    await forge();
    expect(ingest.loads()).toBe(3);
    await ingest.receive(signedSms(channel));
    expect(ingest.queued).toHaveLength(2);
  });

  it("leave out a channel whose credentials do not open", async () => {
    const channel = await saveChannel(newChannel());
    const broken = await saveChannel(newChannel({ address: channel.address }), "v1.gone.AAAA.AAAA");
    const ingest = newIngest();
    await ingest.receive(signedSms(channel));
    expect(ingest.queued).toHaveLength(1);
    expect(ingest.logged[0]).toMatchObject({
      event: "credentials_do_not_open",
      fields: { channelId: broken.id },
    });
  });
});

describe("a request that nobody is known to have signed", () => {
  it("is not refused where the credentials of a channel with its address do not open", async () => {
    const channel = newChannel();
    await saveChannel(channel, "v1.gone.AAAA.AAAA");
    const ingest = newIngest();
    await expect(ingest.receive(signedSms(channel))).rejects.toThrow(TransientError);
    expect(ingest.queued).toEqual([]);
  });

  it("is not refused where its account has a channel whose credentials do not open", async () => {
    const channel = newChannel();
    await saveChannel(channel, "v1.gone.AAAA.AAAA");
    const elsewhere = { ...channel, address: "+33757999999" };
    await expect(newIngest().receive(signedSms(elsewhere))).rejects.toThrow(TransientError);
  });

  it("costs no look-up where its signature has not the form of one", async () => {
    const ingest = newIngest();
    const request = signedSms(newChannel());
    for (const signature of ["forged", "", "A".repeat(28), `${"A".repeat(40)}=`]) {
      const forged = { ...request, headers: { ...request.headers, "x-twilio-signature": signature } };
      await expect(ingest.receive(forged)).rejects.toThrow(InvalidSignatureError);
    }
    expect(ingest.loads()).toBe(0);
  });
});

describe("the look-up of channels", () => {
  it("ends where D1 does not answer in time", async () => {
    const hanging = { prepare: () => ({ bind: () => ({ all: () => new Promise(() => {}) }) }) };
    const looking = loadCandidates(
      { address: "+33757000000" },
      {
        provider: "twilio",
        db: hanging as unknown as D1Database,
        openCredentials: async () => ({}),
        startTimer(run, delayMs) {
          expect(delayMs).toBe(5_000);
          queueMicrotask(run);
          return () => {};
        },
        log: () => {},
      },
    );
    await expect(looking).rejects.toMatchObject({ name: "TransientError" });
  });
});

describe("a request of a known owner", () => {
  it("is accepted while other requests have the channels read again after a rotation", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest({ beforeLoad: () => setTimeout(20) });
    await ingest.receive(signedSms(channel));
    const rotated = await saveChannel({ ...channel, authToken: crypto.randomUUID() });
    const six = Array.from({ length: 6 }, () => ingest.receive(signedSms(rotated)));
    expect((await Promise.all(six)).map(({ status }) => status)).toEqual(Array(6).fill(200));
  });

  it("to a new number is owned while other requests have the channels read again", async () => {
    const channel = await saveChannel(newChannel());
    const { tenantId, accountSid, authToken } = channel;
    const second = newChannel({ tenantId, accountSid, authToken });
    const ingest = newIngest({ beforeLoad: () => setTimeout(20) });
    const message = () => ingest.receive(signedSms(second));
    await message();
    await saveChannel(second);
    await Promise.all(Array.from({ length: 6 }, message));
    expect(ingest.queued.map(({ channelId }) => channelId)).toEqual([null, ...Array(6).fill(second.id)]);
  });

  it("is answered as one to send again each time the database fails, and never as forged", async () => {
    const channel = await saveChannel(newChannel());
    let isAway = false;
    const ingest = newIngest({
      beforeLoad: async () => {
        if (isAway) throw new TransientError("the channels cannot be looked up");
      },
    });
    await ingest.receive(signedSms(channel));
    isAway = true;
    const rotated = await saveChannel({ ...channel, authToken: crypto.randomUUID() });
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(ingest.receive(signedSms(rotated))).rejects.toThrow(TransientError);
    }
    isAway = false;
    expect((await ingest.receive(signedSms(rotated))).status).toBe(200);
  });
});

describe("while the database is away", () => {
  /** An ingest that has seen a message of the channel, and whose database then went away. */
  async function abandonedIngest() {
    const channel = await saveChannel(newChannel());
    let isAway = false;
    const ingest = newIngest({
      beforeLoad: async () => {
        if (isAway) throw new TransientError("the channels cannot be looked up");
      },
    });
    await ingest.receive(signedSms(channel));
    isAway = true;
    return { channel, ingest };
  }

  it("a message of a channel in memory is taken for an hour, and each is logged as such", async () => {
    const { channel, ingest } = await abandonedIngest();
    ingest.wait(59 * 60_000);
    expect((await ingest.receive(signedSms(channel))).status).toBe(200);
    expect(ingest.queued).toMatchObject([{ channelId: channel.id }, { channelId: channel.id }]);
    expect(ingest.logged.map(({ event }) => event)).toContain("stale_channels_used");
    ingest.wait(60_000);
    await expect(ingest.receive(signedSms(channel))).rejects.toThrow(TransientError);
  });

  it("asks a request to come back that the channels in memory do not explain", async () => {
    const { channel, ingest } = await abandonedIngest();
    ingest.wait(60_000);
    const rotated = { ...channel, authToken: crypto.randomUUID() };
    await expect(ingest.receive(signedSms(rotated))).rejects.toThrow(TransientError);
    await expect(ingest.receive(signedSms(newChannel()))).rejects.toThrow(TransientError);
    const unknown = signedSms(channel, { To: "+33799999999" });
    await expect(ingest.receive(unknown)).rejects.toThrow(TransientError);
    expect(ingest.queued).toHaveLength(1);
  });
});

describe("a number", () => {
  it.each([
    ["Mexican", "+52 1 55 1234 5678", "+5215512345678"],
    ["Mexican, registered without the 1", "+52 55 1234 5678", "+5215512345678"],
    ["Mexican, called without the 1", "+52 1 55 1234 5678", "+525512345678"],
    ["Brazilian", "+55 11 6123-4567", "+551161234567"],
    ["Brazilian, registered with the 9", "+55 11 96123-4567", "+551161234567"],
    ["Brazilian, called with the 9", "+55 11 6123-4567", "+5511961234567"],
  ])("is its channel's in its former and in its present form: %s", async (_, registered, To) => {
    const address = CHANNEL_PROVIDERS.twilio.readAddress(registered, DEFAULT_COUNTRY);
    const channel = await saveChannel(newChannel({ address }));
    const ingest = newIngest();
    await ingest.receive(signedSms(channel, { To }));
    await ingest.receive(signedSms(channel, { From: "whatsapp:+33612345678", To: `whatsapp:${To}` }));
    expect(ingest.queued).toMatchObject([{ channelId: channel.id }, { channelId: channel.id }]);
    expect(ingest.queued[0]?.recipient).toBe(To);
  });
});

describe("an account with 200 numbers", () => {
  it("has the channels read once a minute for each number, and each channel's credentials opened once", async () => {
    const { tenantId, accountSid, authToken } = newChannel();
    const channels = await Promise.all(
      Array.from({ length: 200 }, () => saveChannel(newChannel({ tenantId, accountSid, authToken }))),
    );
    const ingest = newIngest();
    for (let round = 0; round < 3; round++) {
      for (const channel of channels) await ingest.receive(signedSms(channel));
    }
    const owners = ingest.queued.map(({ channelId }) => channelId);
    expect(owners).toEqual(
      Array(3)
        .fill(channels.map(({ id }) => id))
        .flat(),
    );
    expect(ingest.loads()).toBe(200);
    expect(ingest.opened()).toBe(200);
  });

  it("stays in memory under a flood of forged requests to numbers of the account", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    await ingest.receive(signedSms(channel));
    const headers = { "x-twilio-signature": FORGED_SIGNATURE };
    for (let number = 0; number < 600; number++) {
      const forged = { ...signedSms(channel, { To: `+33${String(number).padStart(9, "7")}` }), headers };
      await expect(ingest.receive(forged)).rejects.toThrow(InvalidSignatureError);
    }
    const loads = ingest.loads();
    await ingest.receive(signedSms(channel));
    expect(ingest.loads()).toBe(loads);
  });
});

describe("the channels of a number that forged requests came for first", () => {
  it("count as verified from the first genuine one on", async () => {
    const channel = await saveChannel(newChannel());
    const ingest = newIngest();
    const headers = { "x-twilio-signature": FORGED_SIGNATURE };
    await expect(ingest.receive({ ...signedSms(channel), headers })).rejects.toThrow(InvalidSignatureError);
    await ingest.receive(signedSms(channel));
    for (let number = 0; number < 600; number++) {
      const forged = { ...signedSms(channel, { To: `+33${String(number).padStart(9, "7")}` }), headers };
      await expect(ingest.receive(forged)).rejects.toThrow(InvalidSignatureError);
    }
    const loads = ingest.loads();
    await ingest.receive(signedSms(channel));
    expect(ingest.loads()).toBe(loads);
  });
});
