import { env } from "cloudflare:workers";
import {
  beginEditedReplay,
  beginReplay,
  cancelReplay,
  type DeadLetterStatus,
  failReplay,
  findDeadLetter,
  findReplay,
  finishReplay,
  listReplays,
  listRunningReplays,
  listSelectedLetters,
  listSendingLetters,
  parkEvents,
  refuseLetters,
  settleSentLetters,
  takeReplayPage,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { parkedEvent } from "../../../support/parked-event.ts";

const NOW = new Date("2026-03-02T10:00:00.000Z");
const ACT = { actor: { id: "key-1", name: "Ada" }, reason: "mended", at: NOW };
const LIMITS = { letters: 100, bytes: 240_000 };

async function parkedLetters(count: number, event: unknown = { text: "Bonjour" }) {
  const tenantId = uniqueId("tenant");
  const letters = Array.from({ length: count }, () => parkedEvent({ tenantId, event }));
  await parkEvents(env.DB, letters);
  const ids = letters.map(({ id }) => id).sort();
  const begin = async (selected = ids, status: DeadLetterStatus = "parked") => {
    const ref = { tenantId, replayId: uniqueId("replay") };
    await beginReplay(env.DB, ref, { ids: selected, status }, ACT, { ids: selected });
    return ref;
  };
  const statuses = async () =>
    Promise.all(ids.map(async (id) => (await findDeadLetter(env.DB, tenantId, id))?.status));
  return { tenantId, ids, begin, statuses };
}

describe("beginReplay", () => {
  it("gives each dead letter to one of two replays that are begun at once", async () => {
    const { ids, begin } = await parkedLetters(10);
    const refs = await Promise.all([begin(), begin()]);
    const replays = await Promise.all(refs.map((ref) => findReplay(env.DB, ref)));
    expect(replays.map((replay) => replay?.total).sort()).toEqual([0, 10]);
    expect(replays.map((replay) => replay?.inOtherReplay).sort()).toEqual([0, 10]);
    const pages = await Promise.all(
      refs.map(({ replayId }) => takeReplayPage(env.DB, replayId, LIMITS, NOW)),
    );
    expect(pages.flat().map(({ id }) => id)).toEqual(ids);
  });

  it("says who asked for what, why and when", async () => {
    const { ids, begin, tenantId } = await parkedLetters(2);
    const ref = await begin();
    const replay = await findReplay(env.DB, ref);
    expect(replay).toEqual({
      id: ref.replayId,
      tenantId,
      actor: { id: "key-1", name: "Ada" },
      reason: "mended",
      selection: { ids },
      state: "running",
      total: 2,
      sent: 0,
      failedAgain: 0,
      refused: 0,
      alreadySettled: 0,
      inOtherReplay: 0,
      notReplayable: 0,
      error: null,
      startedAt: "2026-03-02T10:00:00.000Z",
      finishedAt: null,
    });
    expect(await findReplay(env.DB, { ...ref, tenantId: "other" })).toBeNull();
    expect(await findReplay(env.DB, { ...ref, tenantId: null })).toBeNull();
  });
});

describe("takeReplayPage", () => {
  it("takes as many as there may be, in pages that together are all", async () => {
    const { ids, begin } = await parkedLetters(5);
    const { replayId } = await begin();
    const pages: string[][] = [];
    for (;;) {
      const page = await takeReplayPage(env.DB, replayId, { ...LIMITS, letters: 2 }, NOW);
      if (page.length === 0) break;
      pages.push(page.map(({ id }) => id));
      await settleSentLetters(
        env.DB,
        replayId,
        page.map(({ id }) => id),
      );
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(ids);
    expect(await finishReplay(env.DB, replayId, NOW)).toBe(true);
  });

  it("takes as many bytes as fit, and one that is larger than that alone", async () => {
    const { begin } = await parkedLetters(4, { text: "é".repeat(50) });
    const { replayId } = await begin();
    const take = async (bytes: number) => {
      const page = await takeReplayPage(env.DB, replayId, { letters: 100, bytes }, NOW);
      await settleSentLetters(
        env.DB,
        replayId,
        page.map(({ id }) => id),
      );
      return page.length;
    };
    expect(await take(10)).toBe(1);
    expect(await take(2 * 111 - 1)).toBe(1);
    expect(await take(2 * 111)).toBe(2);
  });

  it("keeps what was being sent for whoever goes on", async () => {
    const { ids, begin } = await parkedLetters(2);
    const { replayId } = await begin();
    expect(await listSendingLetters(env.DB, replayId)).toEqual([]);
    await takeReplayPage(env.DB, replayId, LIMITS, NOW);
    expect((await listSendingLetters(env.DB, replayId)).map(({ id }) => id)).toEqual(ids);
    expect(await finishReplay(env.DB, replayId, NOW)).toBe(false);
  });
});

describe("a replay's end", () => {
  it("by a cancellation leaves what has not had its turn as it was", async () => {
    const { ids, begin, tenantId, statuses } = await parkedLetters(3);
    const ref = await begin();
    const page = await takeReplayPage(env.DB, ref.replayId, { ...LIMITS, letters: 1 }, NOW);
    expect(await cancelReplay(env.DB, { ...ref, tenantId: "other" }, NOW)).toBeNull();
    expect(await cancelReplay(env.DB, ref, NOW)).toMatchObject({
      state: "cancelled",
      finishedAt: NOW.toISOString(),
    });
    expect(await takeReplayPage(env.DB, ref.replayId, LIMITS, NOW)).toEqual(page);
    await settleSentLetters(
      env.DB,
      ref.replayId,
      page.map(({ id }) => id),
    );
    expect(await statuses()).toEqual(["replayed", "parked", "parked"]);
    expect(await findReplay(env.DB, ref)).toMatchObject({ total: 3, sent: 1, state: "cancelled" });
    expect(await cancelReplay(env.DB, ref, NOW)).toBeNull();
    const next = await begin(ids);
    expect(await findReplay(env.DB, next)).toMatchObject({ tenantId, total: 2, alreadySettled: 1 });
  });

  it("by a cancellation leaves discarded ones discarded", async () => {
    const { ids, begin, statuses, tenantId } = await parkedLetters(1);
    await env.DB.prepare("UPDATE dead_letters SET status = 'discarded' WHERE tenant_id = ?1")
      .bind(tenantId)
      .run();
    const ref = await begin(ids, "discarded");
    expect(await findReplay(env.DB, ref)).toMatchObject({ total: 1 });
    await cancelReplay(env.DB, ref, NOW);
    expect(await statuses()).toEqual(["discarded"]);
  });

  it("by a failure parks also what may or may not have been sent, and says why", async () => {
    const { begin, statuses } = await parkedLetters(2);
    const ref = await begin();
    await takeReplayPage(env.DB, ref.replayId, { ...LIMITS, letters: 1 }, NOW);
    await failReplay(env.DB, ref.replayId, "the queue took nothing", NOW);
    expect(await statuses()).toEqual(["parked", "parked"]);
    expect(await findReplay(env.DB, ref)).toMatchObject({
      state: "failed",
      error: "the queue took nothing",
      sent: 0,
    });
  });
});

describe("refuseLetters", () => {
  it("parks what the queue does not take, and tells its history why", async () => {
    const { ids, begin, tenantId } = await parkedLetters(1);
    const ref = await begin();
    await takeReplayPage(env.DB, ref.replayId, LIMITS, NOW);
    await refuseLetters(env.DB, ref.replayId, ids, { error: "message too large", at: NOW });
    expect(await findDeadLetter(env.DB, tenantId, ids[0] ?? "")).toMatchObject({
      status: "parked",
      inReplay: false,
      history: [{ what: "parked" }, { what: "replayed" }, { what: "refused", error: "message too large" }],
    });
    expect(await findReplay(env.DB, ref)).toMatchObject({ refused: 1, sent: 0 });
  });
});

describe("listReplays", () => {
  it("lists a tenant's alone, page by page, and those of all tenants that run", async () => {
    const { begin, tenantId } = await parkedLetters(1);
    const refs = [await begin(), await begin(), await begin()];
    const ids = refs
      .map(({ replayId }) => replayId)
      .sort()
      .reverse();
    const first = await listReplays(env.DB, tenantId, { limit: 2 });
    const second = await listReplays(env.DB, tenantId, { limit: 2, cursor: first.nextCursor ?? undefined });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    const [ended, ...running] = refs;
    await finishReplay(env.DB, refs[1]?.replayId ?? "", NOW);
    await cancelReplay(env.DB, ended ?? { tenantId, replayId: "" }, NOW);
    const found = (await listRunningReplays(env.DB, "", 1000)).filter((ref) => ref.tenantId === tenantId);
    expect(found).toEqual([running[1]]);
  });
});

describe("beginEditedReplay", () => {
  it("keeps the edited event as a dead letter of its own until it is sent, and settles the original", async () => {
    const { ids, tenantId } = await parkedLetters(1);
    const originalId = ids[0] ?? "";
    const event = { ...(await messageEvent({ tenantId })), originEventId: "0".repeat(32) };
    const edit = async () => {
      const ref = { tenantId, replayId: uniqueId("replay") };
      await beginEditedReplay(env.DB, ref, { originalId, event }, ACT);
      return ref;
    };
    const ref = await edit();
    expect(await findDeadLetter(env.DB, tenantId, originalId)).toMatchObject({
      status: "replayed",
      settledReason: "mended",
      history: [{ what: "parked" }, { what: "edited", eventId: event.id, actor: ACT.actor }],
    });
    expect(await findDeadLetter(env.DB, tenantId, event.id)).toMatchObject({
      status: "parked",
      inReplay: true,
      event,
      history: [{ what: "made", eventId: originalId }],
    });
    expect(await takeReplayPage(env.DB, ref.replayId, LIMITS, NOW)).toEqual([{ id: event.id, event }]);
    await settleSentLetters(env.DB, ref.replayId, [event.id]);
    expect(await findReplay(env.DB, await edit())).toMatchObject({ total: 0, alreadySettled: 1 });
  });
});

describe("listSelectedLetters", () => {
  it("lists what a replay would take, the oldest first, and takes nothing", async () => {
    const tenantId = uniqueId("tenant");
    const letters = [20, 18, 19].map((day) =>
      parkedEvent({ tenantId, failedAt: new Date(`2026-11-${day}T08:00:00Z`) }),
    );
    const unreadable = parkedEvent({ tenantId, replayable: false });
    await parkEvents(env.DB, [...letters, unreadable]);
    const selection = { status: "parked" as const, filter: {} };
    const list = async (limits = LIMITS) =>
      (await listSelectedLetters(env.DB, tenantId, selection, limits)).map(({ id }) => id);
    const [newest, oldest, middle] = letters.map(({ id }) => id);
    expect(await list()).toEqual([oldest, middle, newest]);
    expect(await list({ letters: 2, bytes: 1000 })).toEqual([oldest, middle]);
    expect(await list({ letters: 2, bytes: 1 })).toEqual([oldest]);
  });
});
