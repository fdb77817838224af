import { env } from "cloudflare:workers";
import {
  beginReplay,
  findDeadLetter,
  findReplay,
  noteSentAs,
  parkEvents,
  recordSentLetters,
  takeReplayPage,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { parkedEvent } from "../../../support/parked-event.ts";

const NOW = new Date("2026-03-02T10:00:00.000Z");
const ACT = { actor: { id: "deployer", name: null }, reason: "the outage is over", at: NOW };
const LIMITS = { letters: 100, bytes: 240_000 };

/** A parked event that a replay has taken. */
async function replayedLetter() {
  const tenantId = uniqueId("tenant");
  const letter = parkedEvent({ tenantId });
  await parkEvents(env.DB, [letter]);
  const ref = { tenantId, replayId: uniqueId("replay") };
  await beginReplay(env.DB, ref, { ids: [letter.id], status: "parked" }, ACT, {});
  return {
    letter,
    ref,
    find: () => findDeadLetter(env.DB, tenantId, letter.id),
    findReplay: () => findReplay(env.DB, ref),
  };
}

describe("parkEvents", () => {
  it("keeps one dead letter of an event that is parked again, with its latest reason and its whole history", async () => {
    const { letter, ref, find } = await replayedLetter();
    await takeReplayPage(env.DB, ref, LIMITS, NOW);
    await recordSentLetters(env.DB, ref, [letter.id]);
    const again = { ...letter, reason: "rejected_by_database" as const, error: "poison", codeVersion: "v2" };
    await parkEvents(env.DB, [{ ...again, attempts: 3, failedAt: new Date("2026-11-20T07:00:00.000Z") }]);
    expect(await find()).toMatchObject({
      reason: "rejected_by_database",
      error: "poison",
      attempts: 16,
      status: "parked",
      codeVersion: "v2",
      settledAt: null,
      settledReason: null,
      firstFailedAt: "2026-11-20T07:00:00.000Z",
      lastFailedAt: "2026-11-20T08:00:00.000Z",
      event: { text: "Bonjour" },
      history: [
        { what: "parked", reason: "retries_exhausted", actor: null, replayId: null },
        { what: "replayed", reason: "the outage is over", actor: ACT.actor, replayId: ref.replayId },
        { what: "parked_again", reason: "rejected_by_database", error: "poison", codeVersion: "v2" },
      ],
    });
  });

  it("adds nothing to the history of an event that is parked again for the same reason", async () => {
    const tenantId = uniqueId("tenant");
    const letter = parkedEvent({ tenantId });
    await parkEvents(env.DB, [letter, letter]);
    await parkEvents(env.DB, [letter]);
    expect((await findDeadLetter(env.DB, tenantId, letter.id))?.history).toHaveLength(1);
  });

  it("leaves an event that waits for its turn in a replay to that replay", async () => {
    const { letter, find, findReplay, ref } = await replayedLetter();
    await parkEvents(env.DB, [letter]);
    expect(await find()).toMatchObject({ status: "parked", inReplay: true });
    expect(await takeReplayPage(env.DB, ref, LIMITS, NOW)).toHaveLength(1);
    expect(await findReplay()).toMatchObject({ failedAgain: 0 });
  });

  it("takes an event that failed again out of its replay before the replay recorded it as sent, and counts it once", async () => {
    const { letter, find, findReplay, ref } = await replayedLetter();
    await takeReplayPage(env.DB, ref, LIMITS, NOW);
    await parkEvents(env.DB, [letter]);
    await recordSentLetters(env.DB, ref, [letter.id]);
    expect(await find()).toMatchObject({ status: "parked", inReplay: false });
    expect(await findReplay()).toMatchObject({ sent: 1, failedAgain: 1 });
    await parkEvents(env.DB, [letter]);
    expect(await findReplay()).toMatchObject({ sent: 1, failedAgain: 1 });
  });

  it("counts no failure of an event of an earlier replay while the event waits in another replay", async () => {
    const { letter, ref, find } = await replayedLetter();
    await takeReplayPage(env.DB, ref, LIMITS, NOW);
    await recordSentLetters(env.DB, ref, [letter.id]);
    const second = { ...ref, replayId: uniqueId("replay") };
    await beginReplay(env.DB, second, { ids: [letter.id], status: "replayed" }, ACT, {});
    await parkEvents(env.DB, [letter]);
    expect(await find()).toMatchObject({ status: "parked", inReplay: true });
    expect(await findReplay(env.DB, second)).toMatchObject({ total: 1, sent: 0, failedAgain: 0 });
  });

  it.each([
    ["once its runner noted that it was sent", true],
    ["before its runner noted that it was sent", false],
  ])(
    "counts an event that was sent as its tenant's event and failed again, %s, and links the two",
    async (_when, noted) => {
      const unowned = parkedEvent({ reason: "unknown_address" });
      await parkEvents(env.DB, [unowned]);
      const ref = { tenantId: null, replayId: uniqueId("replay") };
      await beginReplay(env.DB, ref, { ids: [unowned.id], status: "parked" }, ACT, {});
      await takeReplayPage(env.DB, ref, LIMITS, NOW);
      const owned = parkedEvent({ id: uniqueId("owned"), tenantId: uniqueId("tenant"), error: "poison" });
      await noteSentAs(env.DB, ref, [{ id: unowned.id, eventId: owned.id }]);
      if (noted) await recordSentLetters(env.DB, ref, [unowned.id]);
      await parkEvents(env.DB, [owned, owned]);
      await recordSentLetters(env.DB, ref, [unowned.id]);
      expect(await findReplay(env.DB, ref)).toMatchObject({ sent: 1, failedAgain: 1 });
      expect(await findDeadLetter(env.DB, null, unowned.id)).toMatchObject({
        status: "replayed",
        inReplay: false,
        history: [
          { what: "parked" },
          { what: "replayed" },
          { what: "parked_again", error: "poison", replayId: ref.replayId, eventId: owned.id },
        ],
      });
      expect(await findDeadLetter(env.DB, owned.tenantId, owned.id)).toMatchObject({
        status: "parked",
        history: [{ what: "parked", replayId: ref.replayId, eventId: unowned.id }],
      });
      await parkEvents(env.DB, [owned]);
      expect(await findReplay(env.DB, ref)).toMatchObject({ sent: 1, failedAgain: 1 });
    },
  );
});
