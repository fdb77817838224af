import { env } from "cloudflare:workers";
import { beginReplay, cancelReplay, parkEvents, type ReplayRef, takeReplayPage } from "@coccinelle/db";
import { beforeEach, expect, it } from "vitest";
import { wakeReplays } from "../../../../workers/consumer/src/replays/wake-replays.ts";
import { uniqueId } from "../../../support/message-event.ts";
import { parkedEvent } from "../../../support/parked-event.ts";

// Other files may have left replays that have not ended.
beforeEach(async () => {
  await env.DB.exec("DELETE FROM replays");
});

it("wakes the runner of each unfinished replay, also after one that cannot be woken", async () => {
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

it("wakes more replays than one page of the list has, and one that was cancelled while it was sending", async () => {
  const act = { actor: { id: "deployer", name: null }, reason: "mended", at: new Date() };
  const tenantId = uniqueId("tenant");
  const letter = parkedEvent({ tenantId });
  await parkEvents(env.DB, [letter]);
  const sending = { tenantId, replayId: uniqueId("sending") };
  await beginReplay(env.DB, sending, { ids: [letter.id], status: "parked" }, act, {});
  await takeReplayPage(env.DB, sending, { letters: 1, bytes: 1 }, act.at);
  expect(await cancelReplay(env.DB, sending, act.at)).toMatchObject({ state: "cancelled", finishedAt: null });
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 230)
     INSERT INTO replays (id, tenant_id, actor_id, reason, selection, state, started_at)
     SELECT ?1 || i, ?1, 'deployer', 'r', '{}', 'running', '2026-01-01' FROM n`,
  )
    .bind(tenantId)
    .run();
  const woken: string[] = [];
  await wakeReplays({
    db: env.DB,
    wake: async (ref) => void (ref.tenantId === tenantId && woken.push(ref.replayId)),
    log: () => undefined,
  });
  expect(new Set(woken).size).toBe(231);
  expect(woken).toContain(sending.replayId);
});
