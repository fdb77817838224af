import { newCallState } from "@coccinelle/integrations";
import { describe, expect, it } from "vitest";
import { createCallLimiter } from "../../../../../packages/integrations/src/hubspot/api/call-limiter.ts";
import {
  type CallKind,
  callDelayMs,
  noteAnswer,
} from "../../../../../packages/integrations/src/hubspot/api/call-limits.ts";

const none = { search: 0, other: 0 };
const at = { now: 20_000, otherInFlight: 0, dailyShare: 0.5 };

describe("the delay of a call", () => {
  it.each<[string, { calls?: number[]; searches?: number[] }, CallKind, Record<CallKind, number>, number]>([
    ["is none for the first", {}, "other", none, 0],
    ["is none as long as one more is allowed", { calls: Array(99).fill(19_000) }, "other", none, 0],
    [
      "lasts until the oldest call counts no more",
      { calls: [10_500, ...Array(99).fill(19_000)] },
      "other",
      none,
      500,
    ],
    ["lasts a whole interval after a burst", { calls: Array(100).fill(20_000) }, "other", none, 10_000],
    ["forgets what is older than the interval", { calls: Array(100).fill(10_000) }, "other", none, 0],
    [
      "counts calls that have no answer yet",
      { calls: Array(98).fill(12_000) },
      "other",
      { search: 1, other: 1 },
      2000,
    ],
    ["is that of searches for a search", { searches: Array(5).fill(19_400) }, "search", none, 400],
    ["is not that of searches for another call", { searches: Array(5).fill(19_400) }, "other", none, 0],
  ])("%s", (_, known, kind, inFlight, expected) => {
    expect(callDelayMs({ ...newCallState(), ...known }, kind, inFlight, 20_000)).toBe(expected);
  });
});

describe("an answer", () => {
  it("tells the account's limits", () => {
    const headers = { "x-hubspot-ratelimit-max": "190", "x-hubspot-ratelimit-interval-milliseconds": "5000" };
    expect(noteAnswer(newCallState(), "other", headers, at)).toMatchObject({
      maxCalls: 190,
      intervalMs: 5000,
      calls: [20_000],
    });
  });

  it("tells of calls that somebody else makes", () => {
    const headers = { "x-hubspot-ratelimit-max": "100", "x-hubspot-ratelimit-remaining": "89" };
    expect(noteAnswer(newCallState(), "other", headers, { ...at, otherInFlight: 3 }).calls).toHaveLength(8);
  });

  it.each([
    ["500", 0],
    ["499", 20_000 + 60 * 60 * 1000],
  ])("stops everything once the share of the day is used: %s of 1,000 left", (remaining, blockedUntil) => {
    const headers = { "x-hubspot-ratelimit-daily": "1000", "x-hubspot-ratelimit-daily-remaining": remaining };
    expect(noteAnswer(newCallState(), "other", headers, at).blockedUntil).toBe(blockedUntil);
  });
});

describe("a limiter", () => {
  function simulate() {
    let now = 0;
    const limiter = createCallLimiter({
      clock: () => new Date(now),
      sleep: async (delayMs) => {
        now += delayMs;
      },
      state: newCallState(),
      dailyShare: 1,
    });
    return { limiter, now: () => now };
  }

  it("lets four calls through at once", async () => {
    const { limiter } = simulate();
    const leaves = await Promise.all(Array.from({ length: 4 }, () => limiter.enter("other")));
    let isIn = false;
    const fifth = limiter.enter("other").then((leave) => {
      isIn = true;
      leave({});
    });
    await Promise.resolve();
    expect(isIn).toBe(false);
    leaves[0]?.({});
    await fifth;
    expect(isIn).toBe(true);
  });

  it("lets as many through as HubSpot allows, and no more", async () => {
    const { limiter, now } = simulate();
    for (let call = 0; call < 1000; call += 1) (await limiter.enter("other"))({});
    expect(now()).toBe(90_000);
  });

  it("lets nothing through while it is blocked, and says for how long", async () => {
    const { limiter } = simulate();
    const leaves = await Promise.all(Array.from({ length: 4 }, () => limiter.enter("other")));
    const waiting = [limiter.enter("other"), limiter.enter("other")];
    limiter.block(12);
    for (const leave of leaves) leave({});
    for (const each of waiting) await expect(each).rejects.toMatchObject({ retryAfterSeconds: 12 });
    await expect(limiter.enter("search")).rejects.toMatchObject({ name: "RetryAfterError" });
  });
});
