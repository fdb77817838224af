import { env } from "cloudflare:workers";
import { ConfigurationError } from "@coccinelle/core";
import {
  beginReplay,
  discardDeadLetters,
  findDeadLetter,
  finishReplay,
  listReplays,
  parkEvents,
} from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import {
  deleteOldDeadLetters,
  readRetentionDays,
} from "../../../../workers/consumer/src/nightly/delete-old-dead-letters.ts";
import { uniqueId } from "../../../support/message-event.ts";
import { parkedEvent } from "../../../support/parked-event.ts";

describe("deleteOldDeadLetters", () => {
  it("deletes all dead letters that were settled before the retention period, over several batches, and no parked one", async () => {
    const tenantId = uniqueId("tenant");
    const old = Array.from({ length: 1100 }, () => parkedEvent({ tenantId }));
    const [young, parked] = [parkedEvent({ tenantId }), parkedEvent({ tenantId })];
    await parkEvents(env.DB, [...old, young, parked]);
    const discard = (ids: string[], at: Date) =>
      discardDeadLetters(
        env.DB,
        tenantId,
        { ids, status: "parked" },
        { actor: { id: "deployer", name: null }, reason: "noise", at },
      );
    await discard(
      old.map(({ id }) => id),
      new Date("2026-01-31T10:00:00Z"),
    );
    await discard([young.id], new Date("2026-01-31T10:00:01Z"));
    const lines: unknown[] = [];
    await deleteOldDeadLetters(30, {
      db: env.DB,
      clock: () => new Date("2026-03-02T10:00:01Z"),
      log: (...line) => void lines.push(line),
    });
    expect(lines).toEqual([["info", "dead_letters_deleted", { deleted: 1100 }]]);
    expect(await findDeadLetter(env.DB, tenantId, young.id)).not.toBeNull();
    expect(await findDeadLetter(env.DB, tenantId, parked.id)).not.toBeNull();
  });

  it("deletes replays that ended before the retention period", async () => {
    const tenantId = uniqueId("tenant");
    const [old, young] = ["2026-01-31T10:00:00Z", "2026-01-31T10:00:01Z"].map((at) => ({
      ref: { tenantId, replayId: uniqueId("replay") },
      at: new Date(at),
    }));
    for (const { ref, at } of [old, young].filter((replay) => replay !== undefined)) {
      const act = { actor: { id: "deployer", name: null }, reason: "mended", at };
      await beginReplay(env.DB, ref, { status: "parked", filter: {} }, act, {});
      await finishReplay(env.DB, ref, at);
    }
    await deleteOldDeadLetters(30, {
      db: env.DB,
      clock: () => new Date("2026-03-02T10:00:01Z"),
      log: () => undefined,
    });
    expect((await listReplays(env.DB, tenantId)).items.map(({ id }) => id)).toEqual([young?.ref.replayId]);
  });

  it.each(["", "0", "-1", "1.5", "thirty"])("refuses %j as a number of days", (value) => {
    expect(() => readRetentionDays({ DEAD_LETTER_RETENTION_DAYS: value })).toThrow(ConfigurationError);
  });

  it("keeps dead letters for 30 days by default", () => {
    expect(readRetentionDays(env)).toBe(30);
  });
});
