import type { ChannelCandidate } from "@coccinelle/webhooks";
import { describe, expect, it } from "vitest";
import {
  createChannelCache,
  type RememberedChannels,
} from "../../../../workers/ingest/src/owner/channel-cache.ts";

/** Channels as they were read for a request whose signature was valid. */
function channels(count: number, partial: Partial<RememberedChannels> = {}): RememberedChannels {
  const candidates = Array.from(
    { length: count },
    (_, index): ChannelCandidate => ({
      channelId: `chan_${index}`,
      tenantId: "acme",
      address: "+33757000001",
      accountId: null,
      serviceId: null,
      settings: {},
      keys: [{ secret: crypto.randomUUID() }],
      isSealed: false,
    }),
  );
  return { candidates, loadedAtMs: 0, reloadedAtMs: undefined, isVerified: true, ...partial };
}

describe("the channels in memory", () => {
  it("are told apart by everything that a request claims", () => {
    const cache = createChannelCache();
    cache.set({ address: "+1", accountId: "AC1" }, channels(1));
    expect(cache.find({ address: "+1", accountId: "AC1" })?.candidates).toHaveLength(1);
    expect(cache.find({ address: "+1", serviceId: "AC1" })).toBeUndefined();
    expect(cache.find({ address: "+1" })).toBeUndefined();
  });

  it("are remembered as none if there are none", () => {
    const cache = createChannelCache();
    cache.set({ address: "+1" }, channels(0));
    expect(cache.find({ address: "+1" })?.candidates).toEqual([]);
  });

  it("make room for newer ones, the oldest first", () => {
    const cache = createChannelCache();
    cache.set({ address: "+0" }, channels(10));
    for (let number = 1; number <= 9_989; number++) cache.set({ address: `+${number}` }, channels(0));
    expect(cache.find({ address: "+0" })?.candidates).toHaveLength(10);
    cache.set({ address: "+9990" }, channels(0));
    expect(cache.find({ address: "+0" })).toBeUndefined();
    expect(cache.find({ address: "+1" })?.candidates).toEqual([]);
  });

  it("weigh the same when they are read again", () => {
    const cache = createChannelCache();
    cache.set({ address: "+0" }, channels(4_000));
    for (let round = 0; round < 10; round++) cache.set({ address: "+1" }, channels(4_000));
    expect(cache.find({ address: "+0" })?.candidates).toHaveLength(4_000);
  });

  it("stay, however many entries come from requests without a valid signature", () => {
    const cache = createChannelCache();
    const unverified = channels(1, { isVerified: false });
    cache.set({ address: "+verified" }, channels(1));
    for (let number = 0; number < 20_000; number++) cache.set({ address: `+${number}` }, unverified);
    expect(cache.find({ address: "+verified" })?.candidates).toHaveLength(1);
    expect(cache.find({ address: "+0" })).toBeUndefined();
    expect(cache.find({ address: "+19999" })?.candidates).toHaveLength(1);
  });

  it("stay verified once one of their keys has signed a request", () => {
    const cache = createChannelCache();
    const unverified = channels(1, { isVerified: false });
    cache.set({ address: "+was" }, channels(1));
    cache.set({ address: "+was" }, unverified);
    for (const address of ["+becomes", "+marked"]) cache.set({ address }, unverified);
    cache.set({ address: "+becomes" }, channels(1));
    cache.markVerified({ address: "+marked" });
    for (let number = 0; number < 2_000; number++) cache.set({ address: `+${number}` }, unverified);
    expect(cache.find({ address: "+was" })?.isVerified).toBe(true);
    expect(cache.find({ address: "+becomes" })?.isVerified).toBe(true);
    expect(cache.find({ address: "+marked" })?.isVerified).toBe(true);
  });

  it("are not replaced by channels whose reading began earlier", () => {
    const cache = createChannelCache();
    cache.set({ address: "+1" }, channels(1, { loadedAtMs: 2 }));
    cache.set({ address: "+1" }, channels(0, { loadedAtMs: 1 }));
    expect(cache.find({ address: "+1" })?.candidates).toHaveLength(1);
  });
});
