import { env } from "cloudflare:workers";
import {
  insertIntegration,
  insertOutboxEvent,
  type Overview,
  parkEvents,
  readOutboxDepth,
  readOverview,
  recordEvents,
  toRecordableEvent,
} from "@coccinelle/db";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { type Fault, observedDatabase } from "../../../support/observed-database.ts";
import { propertyRuns } from "../../../support/property-runs.ts";
import { newIntegration } from "../integrations/integration-rows.ts";
import { statementsOf } from "../query-plan.ts";
import { insertProspect } from "../tenant-rows.ts";

const PERIOD = { since: new Date("2026-03-01T08:00:00.000Z"), until: new Date("2026-03-01T12:00:00.000Z") };

async function record(drafts: Parameters<typeof messageEvent>[0][], db = env.DB) {
  const events = await Promise.all(drafts.map(async (draft) => toRecordableEvent(await messageEvent(draft))));
  return await recordEvents(db, events, () => crypto.randomUUID());
}

function overviewOf(tenantId: string): Promise<Overview> {
  return readOverview(env.DB, tenantId, PERIOD);
}

describe("the overview's messages", () => {
  it("are counted by hour and channel over several batches, for each tenant by itself", async () => {
    const [tenantId, other] = [uniqueId("tenant"), uniqueId("tenant")];
    const at = (time: string) => `2026-03-01T${time}.000Z`;
    await record([
      { tenantId, occurredAt: at("10:00:00") },
      { tenantId, occurredAt: at("10:59:59") },
      { tenantId, occurredAt: at("10:30:00"), channel: "whatsapp" },
      { tenantId: other, occurredAt: at("10:30:00") },
    ]);
    await record([
      { tenantId, occurredAt: at("10:15:00") },
      { tenantId, occurredAt: at("11:00:00"), type: "call", channel: "phone" },
    ]);
    expect((await overviewOf(tenantId)).messages).toEqual([
      { hour: at("10:00:00"), channel: "sms", count: 3 },
      { hour: at("10:00:00"), channel: "whatsapp", count: 1 },
      { hour: at("11:00:00"), channel: "phone", count: 1 },
    ]);
    expect((await overviewOf(other)).messages).toMatchObject([{ count: 1 }]);
  });

  it("are those of the hours that begin in the period", async () => {
    const tenantId = uniqueId("tenant");
    for (const time of ["07:59:59.999", "08:00:00.000", "11:59:59.999", "12:00:00.000"]) {
      await record([{ tenantId, occurredAt: `2026-03-01T${time}Z` }]);
    }
    const { messages } = await overviewOf(tenantId);
    expect(messages.map(({ hour, count }) => [hour, count])).toEqual([
      ["2026-03-01T08:00:00.000Z", 1],
      ["2026-03-01T11:00:00.000Z", 1],
    ]);
  });

  it("count each event once, however often it is delivered and with whatever other events", async () => {
    const tenantId = uniqueId("tenant");
    const draft = { tenantId, providerMessageId: uniqueId("SM") };
    await record([draft]);
    await record([draft]);
    await record([draft, draft, { tenantId }]);
    expect((await overviewOf(tenantId)).messages).toMatchObject([{ count: 2 }]);
  });

  it("are not counted where another consumer records the event between the reading and the writing", async () => {
    const tenantId = uniqueId("tenant");
    const draft = { tenantId, providerMessageId: uniqueId("SM") };
    await record([{ tenantId }]);
    let roundTrips = 0;
    const raced = observedDatabase(env.DB, {
      onRoundTrip: async () => {
        roundTrips += 1;
        if (roundTrips === 1) await record([draft]);
      },
    });
    await record([draft], raced);
    expect(roundTrips).toBe(2);
    expect((await overviewOf(tenantId)).messages).toMatchObject([{ count: 2 }]);
  });

  it("count each event once in whatever batches it comes, and through lost connections", async () => {
    const channels = ["sms", "whatsapp", "phone"] as const;
    const drafts = fc.array(
      fc.record({ hour: fc.integer({ min: 8, max: 11 }), channel: fc.constantFrom(...channels) }),
      { minLength: 1, maxLength: 12 },
    );
    const batches = fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), { maxLength: 6 });
    const faults = fc.array(fc.constantFrom<Fault>("none", "before", "after"), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(drafts, batches, faults, async (planned, order, lost) => {
        const tenantId = uniqueId("tenant");
        const events = planned.map(({ hour, channel }) => ({
          tenantId,
          channel,
          providerMessageId: uniqueId("SM"),
          occurredAt: `2026-03-01T${String(hour).padStart(2, "0")}:30:00.000Z`,
        }));
        const db = observedDatabase(env.DB, { fault: () => lost.pop() ?? "none" });
        for (const indexes of [...order, planned.map((_, index) => index)]) {
          const batch = indexes
            .map((index) => events[index % events.length])
            .filter((event) => event !== undefined);
          // The queue delivers events again that were not recorded, or whose recording was not confirmed.
          await record(batch, db).catch(() => record(batch));
        }
        const expected = new Map<string, number>();
        for (const { occurredAt, channel } of events) {
          const key = `${occurredAt.slice(0, 13)} ${channel}`;
          expected.set(key, (expected.get(key) ?? 0) + 1);
        }
        const { messages } = await overviewOf(tenantId);
        expect(
          new Map(messages.map(({ hour, channel, count }) => [`${hour.slice(0, 13)} ${channel}`, count])),
        ).toEqual(expected);
      }),
      { numRuns: propertyRuns() },
    );
  });

  it("cost one written row more for each hour and channel of a batch", async () => {
    const tenantId = uniqueId("tenant");
    const rows: number[] = [];
    const db = observedDatabase(env.DB, {
      onRoundTrip: (sql, results) => {
        const index = sql.findIndex((statement) => statement.includes("INTO message_counts"));
        if (index >= 0) rows.push(results[index]?.meta.rows_written ?? -1);
      },
    });
    const drafts = Array.from({ length: 40 }, () => ({ tenantId, providerMessageId: uniqueId("SM") }));
    await record(drafts, db);
    await record(
      Array.from({ length: 40 }, (_, index) => ({ tenantId, channel: index < 9 ? "web" : "sms" })),
      db,
    );
    expect(rows).toEqual([1, 2]);
  });
});

describe("the overview of a tenant", () => {
  it("counts the customers that were created in the period, whoever created them", async () => {
    const tenantId = uniqueId("tenant");
    for (const time of ["07:59:59.999", "08:00:00.000", "11:59:59.999", "12:00:00.000"]) {
      await insertProspect(tenantId, { created_at: `2026-03-01 ${time}` });
    }
    await insertProspect(uniqueId("tenant"), { created_at: "2026-03-01 10:00:00.000" });
    expect((await overviewOf(tenantId)).customersCreated).toBe(2);
  });

  it("counts parked letters by reason, and none that is settled or of another tenant", async () => {
    const tenantId = uniqueId("tenant");
    const parked = (reason: "retries_exhausted" | "unknown_address", owner: string | null = tenantId) => ({
      id: uniqueId("dead"),
      eventId: null,
      traceId: null,
      tenantId: owner,
      provider: "twilio",
      reason,
      error: "overloaded",
      attempts: 16,
      codeVersion: null,
      replayId: null,
      failedAt: new Date("2025-01-01T00:00:00.000Z"),
      event: {},
    });
    const settled = parked("retries_exhausted");
    await parkEvents(env.DB, [
      parked("retries_exhausted"),
      parked("retries_exhausted"),
      parked("unknown_address"),
      parked("unknown_address", null),
      settled,
    ]);
    await env.DB.prepare("UPDATE dead_letters SET status = 'discarded' WHERE id = ?1").bind(settled.id).run();
    expect((await overviewOf(tenantId)).deadLetters).toEqual([
      { reason: "retries_exhausted", parked: 2 },
      { reason: "unknown_address", parked: 1 },
    ]);
  });

  it("counts no more than 10,000 parked ones of a reason", async () => {
    const tenantId = uniqueId("tenant");
    await env.DB.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 10009)
       INSERT INTO dead_letters (id, tenant_id, reason, error, attempts, first_failed_at, last_failed_at, event)
       SELECT ?1 || i, ?1, iif(i < 10005, 'invalid_event', 'unknown_address'), 'e', 1, '2026-01-01', '2026-01-01', '{}' FROM n`,
    )
      .bind(tenantId)
      .run();
    expect((await overviewOf(tenantId)).deadLetters).toEqual([
      { reason: "invalid_event", parked: 10_000 },
      { reason: "unknown_address", parked: 5 },
    ]);
  });

  it("shows for each integration with another CRM how late it is and what failed", async () => {
    const integration = newIntegration();
    const { tenantId, id } = await insertIntegration(env.DB, integration, PERIOD.since);
    const [{ oldestUnreadAt, ...still } = { oldestUnreadAt: "none" }] = (await overviewOf(tenantId))
      .integrations;
    expect(still).toEqual({
      id,
      system: "hubspot",
      isActive: true,
      syncStatus: "idle",
      failedPasses: 0,
      failedRecords: 0,
    });
    expect(oldestUnreadAt).toBeNull();

    const first = await insertProspect(tenantId, {});
    const second = await insertProspect(tenantId, {});
    await env.DB.batch([
      env.DB.prepare("UPDATE prospect_changes SET seq = ?2 WHERE prospect_id = ?1").bind(
        first,
        1_772_352_000_000_000,
      ),
      env.DB.prepare("UPDATE prospect_changes SET seq = ?2 WHERE prospect_id = ?1").bind(
        second,
        1_772_355_600_000_000,
      ),
      env.DB.prepare("UPDATE sync_cursors SET failures = 3 WHERE integration_id = ?1").bind(id),
      env.DB.prepare(
        `INSERT INTO crm_sync_mappings (id, tenant_id, integration_id, prospect_id, external_id, external_system, sync_status)
         VALUES (?1, ?2, ?3, ?4, '', 'hubspot', 'error')`,
      ).bind(uniqueId("mapping"), tenantId, id, first),
      env.DB.prepare(
        `INSERT INTO crm_activity_mappings (integration_id, prospect_id, activity_id, tenant_id, state)
         VALUES (?1, ?2, 'a1', ?3, 'unknown'), (?1, ?2, 'a2', ?3, 'blocked'), (?1, ?2, 'a3', ?3, 'synced')`,
      ).bind(id, first, tenantId),
      env.DB.prepare(
        `INSERT INTO crm_sync_mappings (id, tenant_id, integration_id, prospect_id, external_id, external_system, sync_status)
         VALUES (?1, ?2, ?3, ?4, '', 'hubspot', 'blocked')`,
      ).bind(uniqueId("mapping"), tenantId, id, second),
    ]);
    const late = { failedPasses: 3, failedRecords: 4, oldestUnreadAt: "2026-03-01T08:00:00.000Z" };
    expect((await overviewOf(tenantId)).integrations).toMatchObject([late]);

    await env.DB.prepare("UPDATE sync_cursors SET live_position = ?2 WHERE integration_id = ?1")
      .bind(id, 1_772_352_000_000_000)
      .run();
    expect((await overviewOf(tenantId)).integrations).toMatchObject([
      { oldestUnreadAt: "2026-03-01T09:00:00.000Z" },
    ]);
  });

  it("says how many events wait for the queue, and since when", async () => {
    const before = await readOutboxDepth(env.DB);
    const createdAt = new Date("2020-01-01T00:00:00.000Z");
    await insertOutboxEvent(env.DB, { id: uniqueId("event"), event: "{}", createdAt });
    expect(await readOutboxDepth(env.DB)).toEqual({
      events: before.events + 1,
      oldestAt: createdAt.toISOString(),
    });
  });

  it("scans no table, and counts no activity", async () => {
    const { db, plans } = statementsOf(env.DB);
    await readOverview(db, "t", PERIOD);
    await readOutboxDepth(db);
    const all = await plans();
    expect(all.size).toBe(5);
    for (const [sql, plan] of all) {
      expect(plan.replaceAll(/SCAN (\(subquery|e VIRTUAL TABLE)/g, ""), sql).not.toMatch(
        /SCAN|customer_activities/,
      );
    }
    const everything = [...all.values()].join("\n");
    for (const index of [
      "message_counts USING PRIMARY KEY",
      "COVERING INDEX prospects_search",
      "dead_letters USING COVERING INDEX dead_letters_by_",
      "COVERING INDEX prospect_changes_by_seq",
      "crm_sync_mappings_by_status",
      "crm_activity_mappings_failed",
      "COVERING INDEX event_outbox_by_age",
    ]) {
      expect(everything).toContain(index);
    }
  });
});

describe("counting a batch's messages", () => {
  it("looks each activity up by its id", async () => {
    const { db, plans } = statementsOf(env.DB);
    await record([{ tenantId: uniqueId("tenant") }], db);
    const plan = [...(await plans())].find(([sql]) => sql.includes("INTO message_counts"))?.[1];
    expect(plan).toMatch(/SEARCH a USING PRIMARY KEY/);
    expect(plan?.replace("SCAN e ", "")).not.toContain("SCAN");
  });
});
