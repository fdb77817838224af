import { env } from "cloudflare:workers";
import { type EventSigner, editedEventId, type MessageEvent, messageEventId } from "@coccinelle/core";
import { insertChannel } from "@coccinelle/db";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { giveToOwners } from "../../../../workers/consumer/src/replays/give-to-owners.ts";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";

let sequence = 1_000_000;

async function giveToOwner(body: unknown): Promise<unknown> {
  const [given] = await giveToOwners([body], env.DB);
  return given;
}

function newSigner(): EventSigner {
  return { tenantId: uniqueId("tenant"), accountId: uniqueId("AC") };
}

/** An event for an address that no other test knows, signed by a tenant that none does. */
async function unownedEvent(partial: Partial<MessageEvent> = {}) {
  sequence += 1;
  const recipient = `+3375${sequence}`;
  const event = {
    ...(await messageEvent({ tenantId: "nobody", recipient })),
    tenantId: null,
    channelId: null,
    signers: [newSigner()],
  };
  return { ...event, ...partial, id: await messageEventId({ ...event, ...partial }) };
}

async function addChannel(
  address: string,
  { tenantId, accountId = null }: { tenantId: string; accountId?: string | null | undefined },
  serviceId: string | null = null,
) {
  const channel = {
    id: uniqueId("channel"),
    tenantId,
    provider: "twilio" as const,
    address,
    accountId,
    serviceId,
    credentials: "sealed",
    settings: { defaultCountry: "BE" },
  };
  await insertChannel(env.DB, channel, new Date());
  return channel;
}

describe("giveToOwners", () => {
  it("makes of it the event that it would have been, had the channel been there", async () => {
    const signer = newSigner();
    const { signers: _, ...event } = await unownedEvent();
    const { id, tenantId } = await addChannel(event.recipient, signer);
    const owned = await giveToOwner({ ...event, signers: [signer] });
    expect(owned).toEqual({
      ...event,
      id: await messageEventId({ ...event, tenantId }),
      tenantId,
      channelId: id,
      defaultCountry: "BE",
    });
    expect(owned).not.toHaveProperty("signers");
  });

  it("finds the pool that the message was sent to", async () => {
    const pool = `MG${crypto.randomUUID().replaceAll("-", "")}`;
    const signer = newSigner();
    await addChannel(uniqueId("+1"), signer, pool);
    const event = await unownedEvent({ recipient: pool, signers: [signer] });
    expect(await giveToOwner(event)).toMatchObject({ tenantId: signer.tenantId });
  });

  it("gives an edited event an identity of its own in the tenant, which does not depend on who signed it", async () => {
    const originEventId = "0".repeat(32);
    const signer = newSigner();
    const { signers: _, ...event } = await unownedEvent({ originEventId });
    const { tenantId, id: channelId } = await addChannel(event.recipient, signer);
    const owned = { ...event, tenantId, channelId, defaultCountry: "BE" };
    for (const signers of [[signer], [newSigner(), signer]]) {
      expect(await giveToOwner({ ...event, signers })).toEqual({
        ...owned,
        id: await editedEventId(originEventId, owned),
      });
    }
  });

  it.each<[string, (signer: EventSigner) => { tenantId: string; accountId: string | null }]>([
    ["a stranger", newSigner],
    [
      "a stranger who names the signer's account",
      (signer) => ({ ...newSigner(), accountId: signer.accountId }),
    ],
    ["the signer's tenant with another account", ({ tenantId }) => ({ ...newSigner(), tenantId })],
    ["the signer's tenant without an account", ({ tenantId }) => ({ tenantId, accountId: null })],
  ])("keeps it from %s that has the address", async (_, claim) => {
    const signer = newSigner();
    const event = await unownedEvent({ signers: [signer] });
    await addChannel(event.recipient, claim(signer));
    expect(await giveToOwner(event)).toBe(event);
  });

  it.each([
    ["", undefined],
    [" but an empty list", []],
  ])("keeps an event without signers%s from whoever has the address", async (_, signers) => {
    const event = await unownedEvent({ signers });
    await addChannel(event.recipient, newSigner());
    expect(await giveToOwner(event)).toBe(event);
  });

  it("gives it to the signer's tenant though a stranger had the address before", async () => {
    const signer = newSigner();
    const event = await unownedEvent({ signers: [signer] });
    await addChannel(event.recipient, newSigner());
    const { id: channelId } = await addChannel(event.recipient, signer);
    expect(await giveToOwner(event)).toMatchObject({ tenantId: signer.tenantId, channelId });
  });

  it("gives it to the one of two tenants sharing the account that has the address, to neither where both do", async () => {
    const first = newSigner();
    const second = { ...newSigner(), accountId: first.accountId };
    const event = await unownedEvent({ signers: [first, second] });
    await addChannel(event.recipient, second);
    expect(await giveToOwner(event)).toMatchObject({ tenantId: second.tenantId });
    await addChannel(event.recipient, first);
    expect(await giveToOwner(event)).toBe(event);
  });

  it("gives it to a tenant exactly where that is the only one of its signers that has the address", async () => {
    const run = uniqueId("run");
    const signer = fc.record({
      tenantId: fc.constantFrom("a", "b", "c").map((name) => `${name}-${run}`),
      accountId: fc.constantFrom("AC1", "AC2"),
    });
    const registered = fc.uniqueArray(signer, { selector: ({ tenantId }) => tenantId });
    await fc.assert(
      fc.asyncProperty(fc.array(signer, { maxLength: 4 }), registered, async (signers, channels) => {
        const event = await unownedEvent({ signers });
        for (const channel of channels) await addChannel(event.recipient, channel);
        const proven = channels.filter(({ tenantId, accountId }) =>
          signers.some((signer) => signer.tenantId === tenantId && signer.accountId === accountId),
        );
        const owner = proven.length === 1 ? proven[0]?.tenantId : null;
        expect(await giveToOwner(event)).toMatchObject({ tenantId: owner });
      }),
    );
  });

  it("leaves as it is what nobody has the address of, what has a tenant, and what cannot be read", async () => {
    const signer = newSigner();
    const event = await unownedEvent({ signers: [signer] });
    const owned = await messageEvent({
      tenantId: uniqueId("tenant"),
      recipient: event.recipient,
      signers: [signer],
    });
    expect(await giveToOwner(event)).toBe(event);
    await addChannel(event.recipient, signer);
    expect(await giveToOwner(owned)).toBe(owned);
    const unreadable = { version: 2, tenantId: null, signers: [signer] };
    expect(await giveToOwner(unreadable)).toBe(unreadable);
  });
});
