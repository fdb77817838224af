import { describe, expect, it } from "vitest";
import type { PassResult } from "../../../../workers/sync/src/engine/run-pass.ts";
import {
  type Hold,
  type NextAlarm,
  nextAlarm,
  requestedAlarm,
} from "../../../../workers/sync/src/integration/next-alarm.ts";

const NOW = 1_000_000;
const LATER = NOW + 60_000;
const later = new Date(LATER);

describe("after a pass", () => {
  it.each<[string, PassResult, NextAlarm]>([
    ["that left nothing, there is no alarm", { kind: "done" }, { atMs: null, hold: null }],
    ["that left more, the next is due at once", { kind: "more" }, { atMs: NOW, hold: null }],
    [
      "with an attempt to come, the next is due then, and others may come before it",
      { kind: "wait", until: later, reason: null },
      { atMs: LATER, hold: null },
    ],
    [
      "that met a limit, there is none before it ends",
      { kind: "wait", until: later, reason: "limit" },
      { atMs: LATER, hold: { untilMs: LATER, by: "limit" } },
    ],
    [
      "that failed, the next is given time",
      { kind: "failed", retryAt: later, reason: "away" },
      { atMs: LATER, hold: { untilMs: LATER, by: "failure" } },
    ],
    [
      "without authorisation, there is no alarm",
      { kind: "needs_auth", reason: "gone" },
      { atMs: null, hold: null },
    ],
    ["that was stopped, there is no alarm", { kind: "stopped" }, { atMs: null, hold: null }],
  ])("%s", (_name, result, expected) => {
    expect(nextAlarm(result, null, NOW)).toEqual(expected);
  });
});

describe("what was asked for during a pass", () => {
  it.each<[string, PassResult, number]>([
    ["stays asked for when nothing is left", { kind: "done" }, NOW],
    ["comes before the next attempt", { kind: "wait", until: later, reason: null }, NOW],
    ["waits for a limit", { kind: "wait", until: later, reason: "limit" }, LATER],
    ["is given time after a failure", { kind: "failed", retryAt: later, reason: "away" }, LATER],
  ])("%s", (_name, result, expected) => {
    expect(nextAlarm(result, NOW, NOW).atMs).toBe(expected);
  });

  it("does not hold up what is due before it", () => {
    expect(nextAlarm({ kind: "more" }, LATER, NOW).atMs).toBe(NOW);
  });
});

describe("a request", () => {
  const limit: Hold = { untilMs: LATER, by: "limit" };
  const failure: Hold = { untilMs: LATER, by: "failure" };
  it.each<[string, Hold | null, "person" | "clock", number]>([
    ["of a person is met at once", null, "person", NOW],
    ["of the clock is met at once", null, "clock", NOW],
    ["of a person waits for a limit", limit, "person", LATER],
    ["of the clock waits for a limit", limit, "clock", LATER],
    ["of a person ends the wait after a failure", failure, "person", NOW],
    ["of the clock waits after a failure", failure, "clock", LATER],
    ["waits for no limit that is over", { untilMs: NOW - 1, by: "limit" }, "clock", NOW],
  ])("%s", (_name, hold, by, expected) => {
    expect(requestedAlarm(hold, by, NOW)).toBe(expected);
  });
});
