import { newHubspotCallState } from "@coccinelle/integrations";
import { describe, expect, it } from "vitest";
import { createCallLimiter } from "../../../../../packages/integrations/src/http/call-limiter.ts";
import {
  type CallKind,
  callDelayMs,
  hubspotLimits,
  noteAnswer,
} from "../../../../../packages/integrations/src/hubspot/api/call-limits.ts";
import { newTestTime } from "../../http/scripted-network.ts";

const none: CallKind[] = [];
const at = { now: 20_000, otherInFlight: 0, dailyShare: 0.5 };

describe("the delay of a call", () => {
  it.each<[string, { calls?: number[]; searches?: number[] }, CallKind, CallKind[], number]>([
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
      ["search", "other"],
      2000,
    ],
    ["is that of searches for a search", { searches: Array(5).fill(19_400) }, "search", none, 400],
    ["is not that of searches for another call", { searches: Array(5).fill(19_400) }, "other", none, 0],
  ])("%s", (_, known, kind, inFlight, expected) => {
    expect(callDelayMs({ ...newHubspotCallState(), ...known }, kind, inFlight, 20_000)).toBe(expected);
  });
});

describe("an answer", () => {
  it("tells the account's limits", () => {
    const headers = { "x-hubspot-ratelimit-max": "190", "x-hubspot-ratelimit-interval-milliseconds": "5000" };
    expect(noteAnswer(newHubspotCallState(), "other", headers, at)).toMatchObject({
      maxCalls: 190,
      intervalMs: 5000,
      calls: [20_000],
    });
  });

  it("tells of calls that somebody else makes", () => {
    const headers = { "x-hubspot-ratelimit-max": "100", "x-hubspot-ratelimit-remaining": "89" };
    expect(
      noteAnswer(newHubspotCallState(), "other", headers, { ...at, otherInFlight: 3 }).calls,
    ).toHaveLength(8);
  });

  it.each([
    ["500", 0],
    ["499", 20_000 + 60 * 60 * 1000],
  ])("stops everything once the share of the day is used: %s of 1,000 left", (remaining, blockedUntil) => {
    const headers = { "x-hubspot-ratelimit-daily": "1000", "x-hubspot-ratelimit-daily-remaining": remaining };
    expect(noteAnswer(newHubspotCallState(), "other", headers, at).blockedUntil).toBe(blockedUntil);
  });
});

describe("HubSpot's limits", () => {
  const { permit } = hubspotLimits(1);

  it("let four calls through at once", () => {
    const four: CallKind[] = ["other", "search", "other", "other"];
    expect(permit(newHubspotCallState(), "other", four.slice(1), 0)).toEqual({ kind: "go" });
    expect(permit(newHubspotCallState(), "other", four, 0)).toEqual({ kind: "wait" });
  });

  it("allow half as many searches at once after a refused one, and one at least", () => {
    const { afterRefusal } = hubspotLimits(1);
    const known = newHubspotCallState();
    expect(afterRefusal(known, "search").maxSearches).toBe(2);
    expect(afterRefusal({ ...known, maxSearches: 1 }, "search").maxSearches).toBe(1);
    expect(afterRefusal(known, "other")).toEqual(known);
  });

  it("let as many calls through as HubSpot allows, and no more", async () => {
    const time = newTestTime();
    const limiter = createCallLimiter({ ...time, limits: hubspotLimits(1), state: newHubspotCallState() });
    for (let call = 0; call < 1000; call += 1) (await limiter.enter("other"))({});
    expect(time.clock().getTime()).toBe(90_000);
  });
});
