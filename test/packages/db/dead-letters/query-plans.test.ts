import { env } from "cloudflare:workers";
import {
  beginEditedReplay,
  beginReplay,
  cancelReplay,
  countRecorded,
  countSelection,
  deleteFinishedReplays,
  deleteSettledDeadLetters,
  discardDeadLetters,
  failReplay,
  findDeadLetter,
  findReplay,
  finishReplay,
  listDeadLetters,
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
import { beforeAll, describe, expect, it } from "vitest";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";
import { parkedEvent } from "../../../support/parked-event.ts";
import { queryPlan } from "../query-plan.ts";

const NOW = new Date("2026-03-02T10:00:00.000Z");
const ACT = { actor: { id: "deployer", name: null }, reason: "look", at: NOW };
const LIMITS = { letters: 100, bytes: 240_000 };

const tenantId = uniqueId("tenant");

/** The statements that a function runs, and the number of rows that they read. */
async function observe(run: (db: D1Database) => Promise<unknown>) {
  const statements = new Set<string>();
  let rowsRead = 0;
  await run(
    observedDatabase(env.DB, {
      onRoundTrip: (sql, results) => {
        for (const statement of sql) statements.add(statement);
        for (const { meta } of results) rowsRead += meta.rows_read;
      },
    }),
  );
  return { statements, rowsRead };
}

/** Makes 100,000 dead letters. Nearly all are replayed, and every thousandth is parked as unreadable. */
beforeAll(async () => {
  await env.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
     INSERT INTO dead_letters (id, tenant_id, reason, error, attempts, status, first_failed_at, last_failed_at, event, settled_at)
     SELECT ?1 || i, ?1, iif(i % 1000 = 0, 'invalid_event', 'retries_exhausted'), 'e', 1,
       iif(i % 1000 = 0, 'parked', 'replayed'), '2026-01-01', strftime('%Y-%m-%d %H:%M:%f', '2026-01-01', '+' || i || ' seconds'),
       '{}', iif(i % 1000 = 0, NULL, '2026-03-01')
     FROM n`,
  )
    .bind(tenantId)
    .run();
});

/** The steps that read the rows of a page by the ids that were found for it, in that order. */
const PAGE_OF_IDS = /^SCAN e VIRTUAL TABLE[\s\S]*USE TEMP B-TREE FOR ORDER BY$/;

describe("lists of dead letters", () => {
  const since = new Date("2026-01-01T10:00:00Z");
  const until = new Date("2026-01-02T00:00:00Z");

  it.each([
    ["nothing", {}],
    ["status", { status: "parked" }],
    ["reason", { reason: "invalid_event" }],
    ["status and reason", { status: "parked", reason: "invalid_event" }],
    ["time", { since, until }],
    ["status and time", { status: "parked", since, until }],
    ["everything", { status: "parked", reason: "invalid_event", since, until }],
  ] as const)("by %s read one page among 100,000 dead letters and no other row", async (_name, filter) => {
    const { statements, rowsRead } = await observe(async (db) => {
      const first = await listDeadLetters(db, tenantId, filter, { limit: 10 });
      expect(first.items).toHaveLength(10);
      const second = await listDeadLetters(db, tenantId, filter, {
        limit: 10,
        cursor: first.nextCursor ?? undefined,
      });
      expect(second.items).toHaveLength(10);
    });
    expect(rowsRead).toBeLessThan(100);
    for (const sql of statements) {
      const plan = (await queryPlan(sql)).join("\n");
      expect(plan, sql).toMatch(/^SEARCH dead_letters USING INDEX|SEARCH d USING PRIMARY KEY/);
      expect(plan.replace(PAGE_OF_IDS, ""), sql).not.toMatch(/SCAN|TEMP B-TREE/);
    }
  });
});

describe("the statements of dead letters and replays", () => {
  it("read only the rows that they are about, among 100,000 dead letters", async () => {
    const { rowsRead } = await observe(async (db) => {
      const selection = { status: "parked" as const, filter: {} };
      expect(await countSelection(db, tenantId, selection)).toMatchObject({ total: 100 });
      expect(await listSelectedLetters(db, tenantId, selection, LIMITS)).toHaveLength(100);
      const ref = { tenantId, replayId: uniqueId("replay") };
      await beginReplay(db, ref, selection, ACT, {});
      const page = await takeReplayPage(db, ref, { ...LIMITS, letters: 40 }, NOW);
      await recordSentLetters(
        db,
        ref,
        page.map(({ id }) => id),
      );
      await finishReplay(db, ref, NOW);
      await cancelReplay(db, ref, NOW);
      await discardDeadLetters(db, tenantId, selection, ACT);
      await parkEvents(db, [parkedEvent({ id: `${tenantId}0`, tenantId })]);
      await findDeadLetter(db, tenantId, `${tenantId}0`);
    });
    expect(rowsRead).toBeLessThan(10_000);
  });

  it("never scan a table", async () => {
    const { statements } = await observe(async (db) => {
      const owner = uniqueId("tenant");
      const letter = parkedEvent({ tenantId: owner });
      await parkEvents(db, [letter]);
      const ref = { tenantId: owner, replayId: uniqueId("replay") };
      const selection = { ids: [letter.id], status: "parked" as const };
      await countSelection(db, owner, selection);
      await countSelection(db, owner, { status: "parked", filter: {} });
      await listSelectedLetters(db, owner, selection, LIMITS);
      await listSelectedLetters(db, owner, { status: "parked", filter: {} }, LIMITS);
      await beginReplay(db, ref, selection, ACT, {});
      await beginReplay(
        db,
        { ...ref, replayId: uniqueId("replay") },
        { status: "parked", filter: {} },
        ACT,
        {},
      );
      await takeReplayPage(db, ref, LIMITS, NOW);
      await listSendingLetters(db, ref);
      await refuseLetters(db, ref, [letter.id], { error: "too large", at: NOW });
      await recordSentLetters(db, ref, [letter.id]);
      await finishReplay(db, ref, NOW);
      await failReplay(db, ref, "away", NOW);
      await cancelReplay(db, ref, NOW);
      await findReplay(db, ref);
      await listReplays(db, owner, { limit: 1 });
      await listUnfinishedReplays(db, "", 10);
      await findDeadLetter(db, owner, letter.id);
      await discardDeadLetters(db, owner, selection, ACT);
      await discardDeadLetters(db, owner, { status: "parked", filter: {} }, ACT);
      const original = parkedEvent({ tenantId: owner });
      await parkEvents(db, [original]);
      const event = { ...(await messageEvent({ tenantId: owner })), originEventId: "0".repeat(32) };
      await beginEditedReplay(
        db,
        { ...ref, replayId: uniqueId("replay") },
        { originalId: original.id, event },
        ACT,
      );
      await deleteSettledDeadLetters(db, new Date(0), 10);
      await deleteFinishedReplays(db, new Date(0), 10);
      await noteSentAs(db, ref, [{ id: letter.id, eventId: event.id }]);
      const replay = await findReplay(db, ref);
      if (replay) await countRecorded(db, replay);
    });
    expect(statements.size).toBeGreaterThan(25);
    for (const sql of statements) {
      const steps = (await queryPlan(sql)).filter((step) => /^SCAN (dead_|d\b|replays|r\b)/.test(step));
      expect(steps, sql).toEqual([]);
    }
  });
});
