import type { TwilioCandidate } from "@coccinelle/webhooks";
import { describe, expect, it } from "vitest";
import { createChannelCache } from "../../../workers/ingest/src/channel-cache.ts";

function candidates(count: number): TwilioCandidate[] {
  return Array.from({ length: count }, (_, index) => ({
    channelId: `chan_${index}`,
    tenantId: "acme",
    address: "+33757000001",
    accountId: null,
    serviceId: null,
    settings: {},
    credentials: { accountSid: "AC1", authToken: crypto.randomUUID() },
  }));
}

describe("the channels in memory", () => {
  it("are told apart by everything that a request claims", () => {
    const cache = createChannelCache();
    cache.set({ address: "+1", accountId: "AC1" }, candidates(1), 0);
    expect(cache.get({ address: "+1", accountId: "AC1" }, 0)).toHaveLength(1);
    expect(cache.get({ address: "+1", serviceId: "AC1" }, 0)).toBeUndefined();
    expect(cache.get({ address: "+1" }, 0)).toBeUndefined();
  });

  it("are remembered where there are none", () => {
    const cache = createChannelCache();
    cache.set({ address: "+1" }, [], 0);
    expect(cache.get({ address: "+1" }, 59_999)).toEqual([]);
    expect(cache.get({ address: "+1" }, 60_000)).toBeUndefined();
  });

  it("make room for newer ones, the oldest first", () => {
    const cache = createChannelCache();
    cache.set({ address: "+0" }, candidates(10), 0);
    for (let number = 1; number <= 9_989; number++) cache.set({ address: `+${number}` }, [], 0);
    expect(cache.get({ address: "+0" }, 0)).toHaveLength(10);
    cache.set({ address: "+9990" }, [], 0);
    expect(cache.get({ address: "+0" }, 0)).toBeUndefined();
    expect(cache.get({ address: "+1" }, 0)).toEqual([]);
  });

  it("count once when they are read again", () => {
    const cache = createChannelCache();
    cache.set({ address: "+0" }, candidates(4_000), 0);
    for (let round = 0; round < 10; round++) cache.set({ address: "+1" }, candidates(4_000), 0);
    expect(cache.get({ address: "+0" }, 0)).toHaveLength(4_000);
  });

  it("may be read again once a second for one claim, whatever happens to another", () => {
    const cache = createChannelCache();
    for (const address of ["+1", "+2"]) cache.set({ address }, [], 0);
    expect(cache.startReload({ address: "+1" }, 0)).toBe(true);
    cache.set({ address: "+1" }, [], 0);
    expect(cache.startReload({ address: "+1" }, 999)).toBe(false);
    expect(cache.startReload({ address: "+2" }, 999)).toBe(true);
    expect(cache.startReload({ address: "+1" }, 1_000)).toBe(true);
  });
});
