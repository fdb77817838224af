import { env } from "cloudflare:workers";
import { ConflictError } from "@coccinelle/core";
import {
  beginEditedReplay,
  beginReplay,
  cancelReplay,
  countRecorded,
  type DeadLetterStatus,
  discardDeadLetters,
  failReplay,
  findDeadLetter,
  findReplay,
  finishReplay,
  listReplays,
  listSelectedLetters,
  listSendingLetters,
  listUnfinishedReplays,
  noteSentAs,
  parkEvents,
  recordSentLetters,
  refuseLetters,
  takeReplayPage,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";
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
  it("gives each dead letter to one of two replays that begin at the same time", async () => {
    const { ids, begin } = await parkedLetters(10);
    const refs = await Promise.all([begin(), begin()]);
    const replays = await Promise.all(refs.map((ref) => findReplay(env.DB, ref)));
    expect(replays.map((replay) => replay?.total).sort()).toEqual([0, 10]);
    expect(replays.map((replay) => replay?.inOtherReplay).sort()).toEqual([0, 10]);
    const pages = await Promise.all(refs.map((ref) => takeReplayPage(env.DB, ref, LIMITS, NOW)));
    expect(pages.flat().map(({ id }) => id)).toEqual(ids);
  });

  it("takes more letters than one transaction can, and none after it is cancelled", async () => {
    const tenantId = uniqueId("tenant");
    await env.DB.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
       INSERT INTO dead_letters (id, tenant_id, reason, error, attempts, first_failed_at, last_failed_at, event)
       SELECT ?1 || i, ?1, 'invalid_event', 'e', 1, '2026-01-01', '2026-01-01', '{}' FROM n`,
    )
      .bind(tenantId)
      .run();
    const selection = { status: "parked", filter: {} } as const;
    const [first, second] = [uniqueId("replay"), uniqueId("replay")];
    let roundTrips = 0;
    const db = observedDatabase(env.DB, {
      onRoundTrip: async () => {
        roundTrips += 1;
        if (roundTrips === 1) await cancelReplay(env.DB, { tenantId, replayId: first }, NOW);
      },
    });
    const cancelled = await beginReplay(db, { tenantId, replayId: first }, selection, ACT, {});
    expect(cancelled).toMatchObject({ state: "cancelled", total: 10_000 });
    expect(roundTrips).toBe(2);
    const whole = await beginReplay(env.DB, { tenantId, replayId: second }, selection, ACT, {});
    expect(whole).toMatchObject({ total: 10_001, inOtherReplay: 0 });
  });

  it("stores who asked for which letters, why and when", async () => {
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
      notFound: 0,
      error: null,
      startedAt: "2026-03-02T10:00:00.000Z",
      finishedAt: null,
    });
    expect(await findReplay(env.DB, { ...ref, tenantId: "other" })).toBeNull();
    expect(await findReplay(env.DB, { ...ref, tenantId: null })).toBeNull();
  });
});

describe("takeReplayPage", () => {
  it("takes pages of the given number, which together hold all letters", async () => {
    const { ids, begin } = await parkedLetters(5);
    const ref = await begin();
    const pages: string[][] = [];
    for (;;) {
      const page = await takeReplayPage(env.DB, ref, { ...LIMITS, letters: 2 }, NOW);
      if (page.length === 0) break;
      pages.push(page.map(({ id }) => id));
      await recordSentLetters(
        env.DB,
        ref,
        page.map(({ id }) => id),
      );
    }
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(ids);
    expect(await finishReplay(env.DB, ref, NOW)).toBe(true);
  });

  it("takes as many letters as the bytes allow, and a larger letter alone", async () => {
    const { begin } = await parkedLetters(4, { text: "é".repeat(50) });
    const ref = await begin();
    const take = async (bytes: number) => {
      const page = await takeReplayPage(env.DB, ref, { letters: 100, bytes }, NOW);
      await recordSentLetters(
        env.DB,
        ref,
        page.map(({ id }) => id),
      );
      return page.length;
    };
    expect(await take(10)).toBe(1);
    expect(await take(2 * 111 - 1)).toBe(1);
    expect(await take(2 * 111)).toBe(2);
  });

  it("keeps the letters that are being sent for the next runner", async () => {
    const { ids, begin } = await parkedLetters(2);
    const ref = await begin();
    expect(await listSendingLetters(env.DB, ref)).toEqual([]);
    await takeReplayPage(env.DB, ref, LIMITS, NOW);
    expect((await listSendingLetters(env.DB, ref)).map(({ id }) => id)).toEqual(ids);
    expect(await finishReplay(env.DB, ref, NOW)).toBe(false);
  });
});

describe("a replay's end", () => {
  it("by a cancellation leaves the letters that still waited as they were", async () => {
    const { ids, begin, tenantId, statuses } = await parkedLetters(3);
    const ref = await begin();
    const page = await takeReplayPage(env.DB, ref, { ...LIMITS, letters: 1 }, NOW);
    expect(await cancelReplay(env.DB, { ...ref, tenantId: "other" }, NOW)).toBeNull();
    expect(await findDeadLetter(env.DB, tenantId, ids[2] ?? "")).toMatchObject({ inReplay: true });
    expect(await cancelReplay(env.DB, ref, NOW)).toMatchObject({
      state: "cancelled",
      finishedAt: null,
    });
    expect(await takeReplayPage(env.DB, ref, LIMITS, NOW)).toEqual(page);
    await recordSentLetters(
      env.DB,
      ref,
      page.map(({ id }) => id),
    );
    expect(await statuses()).toEqual(["replayed", "parked", "parked"]);
    expect(await finishReplay(env.DB, ref, NOW)).toBe(true);
    expect(await findReplay(env.DB, ref)).toMatchObject({
      total: 3,
      sent: 1,
      state: "cancelled",
      finishedAt: NOW.toISOString(),
    });
    expect(await cancelReplay(env.DB, ref, NOW)).toBeNull();
    const next = await begin(ids);
    expect(await findReplay(env.DB, next)).toMatchObject({ tenantId, total: 2, alreadySettled: 1 });
  });

  it("by a cancellation leaves discarded letters discarded", async () => {
    const { ids, begin, statuses, tenantId } = await parkedLetters(1);
    await env.DB.prepare("UPDATE dead_letters SET status = 'discarded' WHERE tenant_id = ?1")
      .bind(tenantId)
      .run();
    const ref = await begin(ids, "discarded");
    expect(await findReplay(env.DB, ref)).toMatchObject({ total: 1 });
    await cancelReplay(env.DB, ref, NOW);
    expect(await statuses()).toEqual(["discarded"]);
  });

  it("by a failure also parks letters that may or may not have been sent, and says why", async () => {
    const { begin, statuses, ids, tenantId } = await parkedLetters(2);
    const ref = await begin();
    await takeReplayPage(env.DB, ref, { ...LIMITS, letters: 1 }, NOW);
    await failReplay(env.DB, ref, "the queue took nothing", NOW);
    expect(await statuses()).toEqual(["parked", "parked"]);
    expect(await findReplay(env.DB, ref)).toMatchObject({
      state: "failed",
      error: "the queue took nothing",
      sent: 0,
    });
    const last = (await findDeadLetter(env.DB, tenantId, ids[0] ?? ""))?.history.at(-1);
    expect(last).toMatchObject({
      what: "parked_again",
      error: "the queue took nothing",
      replayId: ref.replayId,
    });
  });
});

describe("a replay of another tenant", () => {
  it("cannot be taken, sent or ended by its id alone", async () => {
    const { ids, begin, tenantId } = await parkedLetters(2);
    const ref = await begin();
    await takeReplayPage(env.DB, ref, { ...LIMITS, letters: 1 }, NOW);
    const read = async () => [
      await findReplay(env.DB, ref),
      ...(await Promise.all(ids.map((id) => findDeadLetter(env.DB, tenantId, id)))),
    ];
    const before = await read();
    for (const stranger of [
      { ...ref, tenantId: "other" },
      { ...ref, tenantId: null },
    ]) {
      expect(await takeReplayPage(env.DB, stranger, LIMITS, NOW)).toEqual([]);
      expect(await listSendingLetters(env.DB, stranger)).toEqual([]);
      await noteSentAs(env.DB, stranger, [{ id: ids[0] ?? "", eventId: "e" }]);
      await recordSentLetters(env.DB, stranger, ids);
      await refuseLetters(env.DB, stranger, ids, { error: "no", at: NOW });
      await failReplay(env.DB, stranger, "no", NOW);
      await finishReplay(env.DB, stranger, NOW);
    }
    expect(await read()).toEqual(before);
  });
});

describe("countRecorded", () => {
  it("is null where another replay took one of its letters since", async () => {
    const { ids, begin } = await parkedLetters(1);
    const ref = await begin();
    await takeReplayPage(env.DB, ref, LIMITS, NOW);
    await recordSentLetters(env.DB, ref, ids);
    const count = async () => {
      const replay = await findReplay(env.DB, ref);
      return replay && countRecorded(env.DB, replay);
    };
    expect(await count()).toBe(0);
    await begin(ids, "replayed");
    expect(await count()).toBeNull();
  });
});

describe("refuseLetters", () => {
  it("parks letters that the queue refuses, and writes the reason into their history", async () => {
    const { ids, begin, tenantId } = await parkedLetters(1);
    const ref = await begin();
    await takeReplayPage(env.DB, ref, LIMITS, NOW);
    await refuseLetters(env.DB, ref, ids, { error: "message too large", at: NOW });
    expect(await findDeadLetter(env.DB, tenantId, ids[0] ?? "")).toMatchObject({
      status: "parked",
      inReplay: false,
      history: [{ what: "parked" }, { what: "replayed" }, { what: "refused", error: "message too large" }],
    });
    expect(await findReplay(env.DB, ref)).toMatchObject({ refused: 1, sent: 0 });
  });
});

describe("listReplays", () => {
  it("lists one tenant's replays page by page, and the running ones of all tenants", async () => {
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
    await finishReplay(env.DB, refs[1] ?? { tenantId, replayId: "" }, NOW);
    await cancelReplay(env.DB, ended ?? { tenantId, replayId: "" }, NOW);
    const found = (await listUnfinishedReplays(env.DB, "", 1000)).filter((ref) => ref.tenantId === tenantId);
    expect(found).toEqual([running[1]]);
  });
});

describe("beginEditedReplay", () => {
  async function editableLetter() {
    const world = await parkedLetters(1);
    const { tenantId } = world;
    const originalId = world.ids[0] ?? "";
    const event = { ...(await messageEvent({ tenantId })), originEventId: "0".repeat(32) };
    const edit = async (edited = event) => {
      const ref = { tenantId, replayId: uniqueId("replay") };
      return { ref, replay: await beginEditedReplay(env.DB, ref, { originalId, event: edited }, ACT) };
    };
    return { ...world, originalId, event, edit };
  }

  it("keeps the edited event as a dead letter of its own until it is sent, and discards the original for good", async () => {
    const { tenantId, originalId, event, edit, begin } = await editableLetter();
    const { ref, replay } = await edit();
    expect(replay).toMatchObject({ id: ref.replayId, total: 1, state: "running" });
    expect(await findDeadLetter(env.DB, tenantId, originalId)).toMatchObject({
      status: "discarded",
      replayable: false,
      settledReason: "mended",
      history: [{ what: "parked" }, { what: "edited", eventId: event.id, actor: ACT.actor }],
    });
    expect(await findDeadLetter(env.DB, tenantId, event.id)).toMatchObject({
      status: "parked",
      inReplay: true,
      event,
      history: [{ what: "made", eventId: originalId }],
    });
    expect(await takeReplayPage(env.DB, ref, LIMITS, NOW)).toEqual([{ id: event.id, event }]);
    await recordSentLetters(env.DB, ref, [event.id]);
    expect(await findReplay(env.DB, await begin([originalId], "replayed"))).toMatchObject({ total: 0 });
    expect(await findReplay(env.DB, await begin([originalId], "discarded"))).toMatchObject({
      total: 0,
      notReplayable: 1,
    });
  });

  it("never sends or edits an original that was edited before, even when it is parked once more", async () => {
    const { tenantId, originalId, event, edit, begin } = await editableLetter();
    await edit();
    await parkEvents(env.DB, [parkedEvent({ id: originalId, tenantId })]);
    expect(await findReplay(env.DB, await begin())).toMatchObject({ total: 0, notReplayable: 1 });
    const other = { ...event, id: "1".repeat(32), text: "Bonsoir" };
    await expect(edit(other)).rejects.toThrow(ConflictError);
    expect(await findDeadLetter(env.DB, tenantId, other.id)).toBeNull();
  });

  it.each([
    ["in the hands of a replay", (world: Awaited<ReturnType<typeof editableLetter>>) => world.begin()],
    [
      "discarded",
      ({ tenantId, ids }: Awaited<ReturnType<typeof editableLetter>>) =>
        discardDeadLetters(env.DB, tenantId, { ids, status: "parked" }, ACT),
    ],
    [
      "replayed",
      async ({ begin, ids }: Awaited<ReturnType<typeof editableLetter>>) => {
        const ref = await begin();
        await takeReplayPage(env.DB, ref, LIMITS, NOW);
        await recordSentLetters(env.DB, ref, ids);
      },
    ],
  ])("changes nothing where the original is %s meanwhile", async (_case, settle) => {
    const world = await editableLetter();
    const { tenantId, originalId, event, edit } = world;
    await settle(world);
    const before = await findDeadLetter(env.DB, tenantId, originalId);
    const replays = (await listReplays(env.DB, tenantId)).items;
    await expect(edit()).rejects.toThrow(ConflictError);
    expect(await findDeadLetter(env.DB, tenantId, originalId)).toEqual(before);
    expect(await findDeadLetter(env.DB, tenantId, event.id)).toBeNull();
    expect((await listReplays(env.DB, tenantId)).items).toEqual(replays);
  });

  it("makes one event of two edits at the same time", async () => {
    const { edit, event } = await editableLetter();
    const edits = [event, { ...event, id: "2".repeat(32), text: "Bonsoir" }];
    const outcomes = await Promise.allSettled(edits.map((edited) => edit(edited)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("listSelectedLetters", () => {
  it("lists the letters that a replay would take, the oldest first, and takes none", async () => {
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
