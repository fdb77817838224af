import { env } from "cloudflare:workers";
import { beginReplay, cancelReplay, type ReplayRef } from "@coccinelle/db";
import { expect, it } from "vitest";
import { wakeReplays } from "../../../../workers/consumer/src/replays/wake-replays.ts";
import { uniqueId } from "../../../support/message-event.ts";

it("wakes the runner of each replay that has not ended, also where another one cannot be woken", async () => {
  const act = { actor: { id: "deployer", name: null }, reason: "mended", at: new Date() };
  const refs: ReplayRef[] = ["a", "b", "c"].map((name) => ({
    tenantId: uniqueId("tenant"),
    replayId: uniqueId(name),
  }));
  for (const ref of refs) await beginReplay(env.DB, ref, { status: "parked", filter: {} }, act, {});
  const [first, second, third] = refs;
  if (second) await cancelReplay(env.DB, second, new Date());
  const woken: ReplayRef[] = [];
  const lines: unknown[] = [];
  await wakeReplays({
    db: env.DB,
    async wake(ref) {
      if (ref.replayId === first?.replayId) throw new Error("away");
      woken.push(ref);
    },
    log: (...line) => void lines.push(line),
  });
  expect(woken).toEqual([third]);
  expect(lines).toEqual([["error", "replay_not_woken", { ...first, error: "Error", message: "away" }]]);
});
