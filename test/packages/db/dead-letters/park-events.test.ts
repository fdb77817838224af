import { env } from "cloudflare:workers";
import {
  beginReplay,
  findDeadLetter,
  findReplay,
  parkEvents,
  settleSentLetters,
  takeReplayPage,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { parkedEvent } from "../../../support/parked-event.ts";

const NOW = new Date("2026-03-02T10:00:00.000Z");
const ACT = { actor: { id: "deployer", name: null }, reason: "the outage is over", at: NOW };
const LIMITS = { letters: 100, bytes: 240_000 };

/** A parked event in the hands of a replay. */
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
    await takeReplayPage(env.DB, ref.replayId, LIMITS, NOW);
    await settleSentLetters(env.DB, ref.replayId, [letter.id]);
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

  it("tells the history nothing new of an event that is parked twice for the same reason", async () => {
    const tenantId = uniqueId("tenant");
    const letter = parkedEvent({ tenantId });
    await parkEvents(env.DB, [letter, letter]);
    await parkEvents(env.DB, [letter]);
    expect((await findDeadLetter(env.DB, tenantId, letter.id))?.history).toHaveLength(1);
  });

  it("leaves to a replay what waits there for its turn", async () => {
    const { letter, find, findReplay, ref } = await replayedLetter();
    await parkEvents(env.DB, [letter]);
    expect(await find()).toMatchObject({ status: "parked", inReplay: true });
    expect(await takeReplayPage(env.DB, ref.replayId, LIMITS, NOW)).toHaveLength(1);
    expect(await findReplay()).toMatchObject({ failedAgain: 0 });
  });

  it("takes from a replay what failed again before its runner noted that it was sent, and counts it once", async () => {
    const { letter, find, findReplay, ref } = await replayedLetter();
    await takeReplayPage(env.DB, ref.replayId, LIMITS, NOW);
    await parkEvents(env.DB, [letter]);
    await settleSentLetters(env.DB, ref.replayId, [letter.id]);
    expect(await find()).toMatchObject({ status: "parked", inReplay: false });
    expect(await findReplay()).toMatchObject({ sent: 1, failedAgain: 1 });
    await parkEvents(env.DB, [letter]);
    expect(await findReplay()).toMatchObject({ sent: 1, failedAgain: 1 });
  });
});
