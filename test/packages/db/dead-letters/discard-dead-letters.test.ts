import { env } from "cloudflare:workers";
import {
  beginReplay,
  countSelection,
  type DeadLetterSelection,
  deleteFinishedReplays,
  deleteSettledDeadLetters,
  discardDeadLetters,
  findDeadLetter,
  findReplay,
  finishReplay,
  listReplays,
  parkEvents,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { parkedEvent } from "../../../support/parked-event.ts";

const ACT = {
  actor: { id: "key-1", name: "Ada" },
  reason: "a test by the provider",
  at: new Date("2026-03-02T10:00:00.000Z"),
};

async function parkedLetters(count: number) {
  const tenantId = uniqueId("tenant");
  const letters = Array.from({ length: count }, () => parkedEvent({ tenantId }));
  await parkEvents(env.DB, letters);
  return { tenantId, ids: letters.map(({ id }) => id) };
}

const named = (ids: string[]): DeadLetterSelection => ({ ids, status: "parked" });

describe("discardDeadLetters", () => {
  it("discards parked letters with the operator and the reason, and counts the letters that it leaves", async () => {
    const { tenantId, ids } = await parkedLetters(4);
    const [first = "", second = "", third = ""] = ids;
    await discardDeadLetters(env.DB, tenantId, named([first]), ACT);
    await beginReplay(env.DB, { tenantId, replayId: uniqueId("replay") }, named([second]), ACT, {});
    const selection = named([first, second, third, "unknown"]);
    const expected = { total: 1, alreadySettled: 1, inOtherReplay: 1, notReplayable: 0, notFound: 1 };
    expect(await countSelection(env.DB, tenantId, selection)).toEqual(expected);
    expect(await discardDeadLetters(env.DB, tenantId, selection, ACT)).toEqual(expected);
    expect(await findDeadLetter(env.DB, tenantId, third)).toMatchObject({
      status: "discarded",
      settledAt: "2026-03-02T10:00:00.000Z",
      settledReason: "a test by the provider",
      history: [{ what: "parked" }, { what: "discarded", actor: ACT.actor, reason: ACT.reason }],
    });
    expect(await findDeadLetter(env.DB, tenantId, second)).toMatchObject({ status: "parked" });
  });

  it("discards all letters that pass a filter, and no letter of another tenant", async () => {
    const mine = await parkedLetters(3);
    const other = await parkedLetters(1);
    const selection: DeadLetterSelection = { status: "parked", filter: { reason: "retries_exhausted" } };
    expect(await discardDeadLetters(env.DB, mine.tenantId, selection, ACT)).toMatchObject({ total: 3 });
    expect(await findDeadLetter(env.DB, other.tenantId, other.ids[0] ?? "")).toMatchObject({
      status: "parked",
    });
  });
});

describe("deleteSettledDeadLetters", () => {
  it("deletes letters that were settled before a time with their history, in batches, and never parked letters", async () => {
    const { tenantId, ids } = await parkedLetters(4);
    const [parked = "", ...settled] = ids;
    await discardDeadLetters(env.DB, tenantId, named(settled.slice(0, 2)), {
      ...ACT,
      at: new Date("2026-01-01"),
    });
    await discardDeadLetters(env.DB, tenantId, named(settled.slice(2)), ACT);
    const before = new Date("2026-02-01");
    expect(await deleteSettledDeadLetters(env.DB, before, 1)).toBe(1);
    expect(await deleteSettledDeadLetters(env.DB, before, 10)).toBe(1);
    expect(await deleteSettledDeadLetters(env.DB, before, 10)).toBe(0);
    const found = await Promise.all(ids.map((id) => findDeadLetter(env.DB, tenantId, id)));
    expect(found.map((letter) => letter?.id ?? null)).toEqual([parked, null, null, settled[2]]);
    const { results } = await env.DB.prepare(
      "SELECT DISTINCT dead_letter_id AS id FROM dead_letter_history WHERE dead_letter_id IN (SELECT value FROM json_each(?1))",
    )
      .bind(JSON.stringify(ids))
      .all();
    expect(results).toHaveLength(2);
  });

  it("leaves letters that a replay has taken", async () => {
    const { tenantId, ids } = await parkedLetters(1);
    await discardDeadLetters(env.DB, tenantId, named(ids), { ...ACT, at: new Date("2026-01-01") });
    const ref = { tenantId, replayId: uniqueId("replay") };
    await beginReplay(env.DB, ref, { ids, status: "discarded" }, ACT, {});
    expect(await deleteSettledDeadLetters(env.DB, new Date("2026-02-01"), 10)).toBe(0);
  });
});

describe("deleteFinishedReplays", () => {
  it("deletes replays that ended before a time, in batches, and never a replay that still holds letters", async () => {
    const { tenantId, ids } = await parkedLetters(1);
    const begin = async () => {
      const ref = { tenantId, replayId: uniqueId("replay") };
      await beginReplay(env.DB, ref, named(ids), ACT, {});
      return ref;
    };
    const running = await begin();
    const [old, older, young] = [await begin(), await begin(), await begin()];
    await finishReplay(env.DB, old, new Date("2020-01-02"));
    await finishReplay(env.DB, older, new Date("2020-01-01"));
    await finishReplay(env.DB, young, ACT.at);
    const before = new Date("2020-02-01");
    expect(await deleteFinishedReplays(env.DB, before, 1)).toBe(1);
    expect(await findReplay(env.DB, older)).toBeNull();
    expect(await deleteFinishedReplays(env.DB, before, 10)).toBe(1);
    expect((await listReplays(env.DB, tenantId)).items.map(({ id }) => id).sort()).toEqual(
      [running, young].map(({ replayId }) => replayId).sort(),
    );
  });
});
