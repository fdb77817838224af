import { describe, expect, it } from "vitest";
import {
  findNextTurn,
  nextQueueFreeAt,
  nextTurn,
  type Turn,
} from "../../../../workers/consumer/src/replays/replay-turn.ts";

const NOW_MS = 1_000_000;
const middle = () => 0.5;

function turn(failures = 0, dueAtMs = 0): Turn {
  return { ref: { tenantId: "shop", replayId: `replay-${dueAtMs}` }, dueAtMs, failures };
}

describe("the next turn of a replay", () => {
  it("is due at once after a page that was sent, and forgets that page's failures", () => {
    expect(nextTurn(turn(3), "more", NOW_MS, middle)).toMatchObject({ dueAtMs: NOW_MS, failures: 0 });
  });

  it("does not come once the replay is done", () => {
    expect(nextTurn(turn(), "done", NOW_MS, middle)).toBeNull();
  });

  it("is put off further with every failure in a row", () => {
    const first = nextTurn(turn(0), "failed", NOW_MS, middle);
    const third = nextTurn(turn(2), "failed", NOW_MS, middle);
    expect([first?.failures, third?.failures]).toEqual([1, 3]);
    expect(first?.dueAtMs).toBeGreaterThan(NOW_MS);
    expect(third?.dueAtMs).toBeGreaterThan(first?.dueAtMs ?? Number.POSITIVE_INFINITY);
  });

  it("does not come after the sixth look for a replay that is not in D1", () => {
    expect(nextTurn(turn(4), "unknown", NOW_MS, middle)?.failures).toBe(5);
    expect(nextTurn(turn(5), "unknown", NOW_MS, middle)).toBeNull();
  });
});

it("takes the turn that has waited longest", () => {
  expect(findNextTurn([turn(0, 3), turn(0, 1), turn(0, 2)])?.dueAtMs).toBe(1);
  expect(findNextTurn([])).toBeNull();
});

it("gives the queue 10 milliseconds for each event, after all that it has to do already", () => {
  expect(nextQueueFreeAt(0, 100, NOW_MS)).toBe(NOW_MS + 1_000);
  expect(nextQueueFreeAt(NOW_MS + 500, 100, NOW_MS)).toBe(NOW_MS + 1_500);
});
