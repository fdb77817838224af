import { describe, expect, it } from "vitest";
import type { PassResult } from "../../../../workers/sync/src/engine/run-pass.ts";
import {
  type Hold,
  type NextAlarm,
  nextAlarm,
  requestedAlarm,
  standingHold,
} from "../../../../workers/sync/src/integration/next-alarm.ts";

const NOW = 1_000_000;
const LATER = NOW + 60_000;
const later = new Date(LATER);
const limit: Hold = { by: "limit", untilMs: LATER, credentialsHash: "hash" };
const failure: Hold = { by: "failure", untilMs: LATER };

function alarmAfter(result: PassResult, askedMs: number | null): NextAlarm {
  return nextAlarm(result, { credentialsHash: "hash", askedMs, nowMs: NOW });
}

describe("the alarm after a pass", () => {
  it.each<[string, PassResult, NextAlarm]>([
    ["is not set where nothing is left", { kind: "done" }, { atMs: null, hold: null }],
    ["is due at once where more is left", { kind: "more" }, { atMs: NOW, hold: null }],
    [
      "is due at the next attempt, which holds up nothing else",
      { kind: "wait", until: later, reason: null },
      { atMs: LATER, hold: null },
    ],
    [
      "is due at the end of a limit, which holds up everything",
      { kind: "wait", until: later, reason: "limit" },
      { atMs: LATER, hold: limit },
    ],
    [
      "is due after a failure has been given time to pass",
      { kind: "failed", retryAt: later, reason: "away" },
      { atMs: LATER, hold: failure },
    ],
    [
      "is not set where a person has to authorise again",
      { kind: "needs_auth", reason: "gone" },
      { atMs: null, hold: null },
    ],
    ["is not set where the pass was stopped", { kind: "stopped" }, { atMs: null, hold: null }],
  ])("%s", (_title, result, expected) => {
    expect(alarmAfter(result, null)).toEqual(expected);
  });
});

describe("an alarm that was asked for during a pass", () => {
  it.each<[string, PassResult, number]>([
    ["stays where nothing is left", { kind: "done" }, NOW],
    ["stays where it comes before the next attempt", { kind: "wait", until: later, reason: null }, NOW],
    ["waits for a limit", { kind: "wait", until: later, reason: "limit" }, LATER],
    ["waits after a failure", { kind: "failed", retryAt: later, reason: "away" }, LATER],
  ])("%s", (_title, result, expected) => {
    expect(alarmAfter(result, NOW).atMs).toBe(expected);
  });

  it("does not hold up an alarm that is due before it", () => {
    expect(alarmAfter({ kind: "more" }, LATER).atMs).toBe(NOW);
  });
});

describe("a hold", () => {
  it.each<[string, Hold | null, Hold | null]>([
    ["of a limit stands for the credentials that met it", limit, limit],
    ["of a limit is over with other credentials", { ...limit, credentialsHash: "other hash" }, null],
    ["after a failure stands whatever the credentials", failure, failure],
    ["that there is not does not stand", null, null],
  ])("%s", (_title, hold, expected) => {
    expect(standingHold(hold, "hash")).toEqual(expected);
  });
});

describe("the alarm for a pass", () => {
  it.each<[string, "person" | "clock", Hold | null, number | null, number | null]>([
    ["that a person asks for is due at once", "person", null, null, NOW],
    ["that the cron asks for is due at once", "clock", null, null, NOW],
    ["that a person asks for waits for a limit", "person", limit, null, LATER],
    ["that the cron asks for waits for a limit", "clock", limit, null, LATER],
    ["that a person asks for does not wait after a failure", "person", failure, null, NOW],
    ["that the cron asks for waits after a failure", "clock", failure, null, LATER],
    ["waits for no limit that is over", "clock", { ...limit, untilMs: NOW - 1 }, null, NOW],
    ["comes before an alarm that is set for later", "person", failure, LATER, NOW],
    ["leaves an earlier alarm as it is set", "clock", null, NOW - 1, null],
    ["leaves an alarm as it is set for the end of the hold", "clock", limit, LATER, null],
  ])("%s", (_title, by, hold, setMs, expected) => {
    expect(requestedAlarm(by, { hold, setMs, nowMs: NOW })).toBe(expected);
  });
});
