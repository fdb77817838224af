import { describe, expect, it } from "vitest";
import { startReplay } from "../../../../workers/consumer/src/replays/start-replay.ts";

const REF = { tenantId: "tenant", replayId: "replay" };

/** Records the order of the steps. A wake with one of the given delays fails. */
function observe(failsAtDelayMs: number | null = null) {
  const steps: unknown[] = [];
  const lines: unknown[] = [];
  return {
    steps,
    lines,
    write: async () => {
      steps.push("written");
      return "the replay";
    },
    deps: {
      runner: {
        async wake(_ref: typeof REF, delayMs: number) {
          steps.push(delayMs);
          if (delayMs === failsAtDelayMs) throw new Error("away");
        },
      },
      log: (...line: unknown[]) => void lines.push(line),
    },
  };
}

describe("startReplay", () => {
  it("wakes the runner before the replay is written, and again afterwards", async () => {
    const { steps, lines, write, deps } = observe();
    expect(await startReplay(REF, write, deps)).toBe("the replay");
    expect(steps).toEqual([60_000, "written", 0]);
    expect(lines).toEqual([]);
  });

  it("writes no replay where the runner cannot be woken", async () => {
    const { steps, write, deps } = observe(60_000);
    await expect(startReplay(REF, write, deps)).rejects.toThrow("away");
    expect(steps).toEqual([60_000]);
  });

  it("succeeds once the replay is written, also where the second wake fails", async () => {
    const { lines, write, deps } = observe(0);
    expect(await startReplay(REF, write, deps)).toBe("the replay");
    expect(lines).toEqual([["warn", "replay_not_woken", { ...REF, error: "Error", message: "away" }]]);
  });
});
