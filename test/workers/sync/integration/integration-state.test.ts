import type { IntegrationStatus } from "@coccinelle/core";
import { describe, expect, it } from "vitest";
import { isChanged, toStatus } from "../../../../workers/sync/src/integration/integration-state.ts";
import type { Hold } from "../../../../workers/sync/src/integration/next-alarm.ts";

const NOW = Date.parse("2026-11-22T10:00:00.000Z");
const LATER = "2026-11-22T10:10:00.000Z";
const limit: Hold = { by: "limit", untilMs: Date.parse(LATER), credentialsHash: "hash" };
const failure: Hold = { by: "failure", untilMs: Date.parse(LATER) };
const free = { nextPassAt: null, heldUntil: null, heldBy: null };

describe("the status of an integration", () => {
  it.each<[string, Partial<Parameters<typeof toStatus>[1]>, Partial<IntegrationStatus>]>([
    ["tells of nothing where nothing is waited for", {}, free],
    ["tells that a pass is under way", { isRunning: true }, { isRunning: true }],
    ["tells when the next pass is", { alarmMs: Date.parse(LATER) }, { ...free, nextPassAt: LATER }],
    ["tells of a limit and its end", { hold: limit }, { ...free, heldUntil: LATER, heldBy: "limit" }],
    ["tells of a failure and its end", { hold: failure }, { ...free, heldUntil: LATER, heldBy: "failure" }],
    ["tells of no hold that is over", { hold: { ...limit, untilMs: NOW } }, free],
  ])("%s", (_title, state, expected) => {
    const idle = { isRunning: false, alarmMs: null, hold: null, nowMs: NOW };
    expect(toStatus({ syncStatus: "idle" }, { ...idle, ...state })).toMatchObject({
      syncStatus: "idle",
      ...expected,
    });
  });
});

describe("an integration whose pass was refused", () => {
  const before = { settings: { portalId: "1" }, credentials: "sealed" };

  it.each<[string, Parameters<typeof isChanged>[1], string | null, boolean]>([
    ["is unchanged where D1 holds the same", before, "sealed", false],
    [
      "is unchanged where the pass itself renewed the credentials",
      { ...before, credentials: "renewed" },
      "renewed",
      false,
    ],
    ["is changed where a person entered credentials", { ...before, credentials: "entered" }, "sealed", true],
    [
      "is changed where a person entered settings",
      { ...before, settings: { portalId: "2" } },
      "sealed",
      true,
    ],
    [
      "is changed where a person entered the first credentials",
      { ...before, credentials: "entered" },
      null,
      true,
    ],
    ["is not changed where it was deleted", null, "sealed", false],
  ])("%s", (_title, latest, lastSealed, expected) => {
    expect(isChanged(before, latest, lastSealed)).toBe(expected);
  });
});
