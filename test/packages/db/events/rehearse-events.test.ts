import { env } from "cloudflare:workers";
import { NonRetryableError } from "@coccinelle/core";
import { recordEvents, rehearseEvents, toRecordableEvent } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { countRows } from "../../../support/count-rows.ts";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";

const newId = () => crypto.randomUUID();

async function recordable(tenantId: string, text = "Bonjour", address = "+33612345678") {
  return toRecordableEvent(await messageEvent({ tenantId, text, sender: { address } }));
}

/** All rows that D1 holds about customers. */
async function contents() {
  const tables = [
    "prospects",
    "customer_activities",
    "customer_tags",
    "customer_identities",
    "prospect_changes",
  ];
  const results = await env.DB.batch(tables.map((table) => env.DB.prepare(`SELECT * FROM ${table}`)));
  return results.map(({ results: rows }) => rows);
}

describe("rehearseEvents", () => {
  it("runs the statements of recording, and the database keeps nothing of them", async () => {
    const tenantId = uniqueId("tenant");
    await recordEvents(env.DB, [await recordable(tenantId, "Je m'appelle Sophie Martin")], newId);
    const events = [
      await recordable(tenantId, "je suis Ann O'Neil", "+33612345679"),
      await recordable(tenantId, "encore moi"),
    ];
    const before = { rows: await countRows(env.DB), contents: await contents() };
    const batches: D1PreparedStatement[][] = [];
    const db: D1Database = Object.assign(Object.create(env.DB), {
      prepare: (sql: string) => env.DB.prepare(sql),
      batch: (statements: D1PreparedStatement[]) => {
        batches.push(statements);
        return env.DB.batch(statements);
      },
    });
    const { plan } = await rehearseEvents(db, events, newId);
    expect(plan.results.map(({ outcome }) => outcome)).toEqual(["recorded", "recorded"]);
    expect({ rows: await countRows(env.DB), contents: await contents() }).toEqual(before);
    // These are the same statements without the one that takes them back.
    const [, rehearsed = []] = batches;
    await env.DB.batch(rehearsed.slice(0, -1));
    const after = await countRows(env.DB);
    expect((after.prospects ?? 0) - (before.rows.prospects ?? 0)).toBe(1);
    expect((after.customer_activities ?? 0) - (before.rows.customer_activities ?? 0)).toBe(2);
  });

  it("tells what the database refuses", async () => {
    await env.DB.prepare(
      `CREATE TRIGGER refuse_poison BEFORE INSERT ON customer_activities WHEN NEW.description = 'poison'
       BEGIN SELECT raise(ABORT, 'poison'); END`,
    ).run();
    const tenantId = uniqueId("tenant");
    const poison = await recordable(tenantId, "poison");
    await expect(rehearseEvents(env.DB, [poison], newId)).rejects.toThrow(NonRetryableError);
  });

  it("plans again where somebody changed a sender meanwhile", async () => {
    const tenantId = uniqueId("tenant");
    const event = await recordable(tenantId);
    const faster = await recordable(tenantId);
    let reads = 0;
    const db = observedDatabase(env.DB, {
      onRoundTrip: async ([sql]) => {
        if (!sql?.includes("customer_activities a")) return;
        reads += 1;
        if (reads === 1) await recordEvents(env.DB, [faster], newId);
      },
    });
    const { plan } = await rehearseEvents(db, [event], newId);
    expect(plan.customers.map(({ before }) => before === null)).toEqual([false]);
    expect(reads).toBe(2);
  });

  it("fails with a transient error while D1 does not answer", async () => {
    const event = await recordable(uniqueId("tenant"));
    const away = observedDatabase(env.DB, { fault: () => "before" });
    await expect(rehearseEvents(away, [event], newId)).rejects.toMatchObject({ retryable: true });
  });
});
