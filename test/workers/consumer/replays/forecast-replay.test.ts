import { env } from "cloudflare:workers";
import { type MessageEvent, TransientError } from "@coccinelle/core";
import { insertChannel, recordEvents, toRecordableEvent } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { consumeEvents } from "../../../../workers/consumer/src/queue/consume-events.ts";
import { forecastReplay } from "../../../../workers/consumer/src/replays/forecast-replay.ts";
import { countRows } from "../../../support/count-rows.ts";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";

const newId = () => crypto.randomUUID();

function letters(...events: unknown[]) {
  return events.map((event, index) => ({ id: `letter-${index}`, event }));
}

async function record(event: MessageEvent & { tenantId: string }) {
  const [recorded] = await recordEvents(env.DB, [toRecordableEvent(event)], newId);
  return recorded?.customerId ?? null;
}

/** Makes D1 refuse events with this text, as a constraint would. */
async function refusePoison() {
  await env.DB.prepare(
    `CREATE TRIGGER IF NOT EXISTS refuse_poison BEFORE INSERT ON customer_activities WHEN NEW.description LIKE '%poison%'
     BEGIN SELECT raise(ABORT, 'poison'); END`,
  ).run();
}

describe("forecastReplay", () => {
  it("names the customers that would be created", async () => {
    const tenantId = uniqueId("tenant");
    const event = await messageEvent({ tenantId, text: "Bonjour, je m'appelle Sophie Martin" });
    expect(await forecastReplay(letters(event), { db: env.DB, newId })).toEqual([
      {
        id: "letter-0",
        eventId: event.id,
        tenantId,
        outcome: "creates_customer",
        alone: "creates_customer",
        customer: {
          id: null,
          firstName: "Sophie",
          lastName: "Martin",
          identities: [{ kind: "phone", value: "+33612345678" }],
        },
        activity: { type: "message_received", channel: "sms", occurredAt: "2026-03-01T10:00:00.000Z" },
      },
    ]);
  });

  it("names the customer that would get an activity, and finds events that are recorded already", async () => {
    const tenantId = uniqueId("tenant");
    const known = await messageEvent({ tenantId });
    const customerId = await record(known);
    const more = await messageEvent({ tenantId });
    expect(await forecastReplay(letters(known, more), { db: env.DB, newId })).toMatchObject([
      { id: "letter-0", outcome: "nothing", alone: "nothing" },
      { id: "letter-1", outcome: "adds_activity", alone: "adds_activity", customer: { id: customerId } },
    ]);
  });

  it("forecasts each event in its turn and alone: the earlier of two events of one unknown sender creates the customer", async () => {
    const tenantId = uniqueId("tenant");
    const later = await messageEvent({ tenantId, occurredAt: "2026-03-01T11:00:00.000Z" });
    const earlier = await messageEvent({ tenantId, occurredAt: "2026-03-01T10:00:00.000Z" });
    expect(await forecastReplay(letters(later, earlier), { db: env.DB, newId })).toMatchObject([
      { outcome: "adds_activity", alone: "creates_customer", customer: { id: null } },
      { outcome: "creates_customer", alone: "creates_customer", customer: { id: null } },
    ]);
  });

  it("finds the event that would fail again, with its error, and forecasts the others as if it were absent", async () => {
    await refusePoison();
    const tenantId = uniqueId("tenant");
    const poison = await messageEvent({ tenantId, text: "poison", occurredAt: "2026-03-01T09:00:00.000Z" });
    const others = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        messageEvent({ tenantId, occurredAt: `2026-03-01T10:0${n}:00.000Z` }),
      ),
    );
    const nameless = { ...(await messageEvent({ tenantId })), sender: {} };
    const unowned = { ...(await messageEvent({ tenantId })), tenantId: null, recipient: "+33700000000" };
    const forecasts = await forecastReplay(letters(...others, poison, nameless, unowned, { version: 2 }), {
      db: env.DB,
      newId,
    });
    expect(forecasts.map(({ outcome }) => outcome)).toEqual([
      "creates_customer",
      ...Array(5).fill("adds_activity"),
      ...Array(4).fill("fails"),
    ]);
    expect(forecasts.slice(6)).toMatchObject([
      {
        eventId: poison.id,
        tenantId,
        reason: "rejected_by_database",
        error: expect.stringContaining("poison"),
      },
      { reason: "invalid_event", error: "sender: nothing in it identifies a person" },
      {
        reason: "unknown_address",
        tenantId: null,
        error: "it is not known which tenant could prove that the message is its own",
      },
      { reason: "invalid_event", error: expect.stringContaining("version 2") },
    ]);
  });

  it("says that no signer has the address, also where a stranger has it", async () => {
    const recipient = `+3375${Math.floor(1_000_000 + Math.random() * 8_999_999)}`;
    const [signer, stranger] = [uniqueId("tenant"), uniqueId("tenant")];
    const addChannel = (tenantId: string) =>
      insertChannel(
        env.DB,
        {
          id: uniqueId("channel"),
          tenantId,
          provider: "twilio",
          address: recipient,
          accountId: "AC1",
          serviceId: null,
          credentials: "sealed",
          settings: {},
        },
        new Date(),
      );
    const signers = [{ tenantId: signer, accountId: "AC1" }];
    const event = { ...(await messageEvent({ tenantId: "nobody", recipient })), tenantId: null, signers };
    const forecast = () => forecastReplay(letters(event), { db: env.DB, newId });
    await addChannel(stranger);
    expect(await forecast()).toMatchObject([
      {
        outcome: "fails",
        tenantId: null,
        reason: "unknown_address",
        error: expect.stringMatching(/^nobody who could prove that the message is their own has the address/),
      },
    ]);
    await addChannel(signer);
    expect(await forecast()).toMatchObject([{ outcome: "creates_customer", tenantId: signer }]);
  });

  it("writes no row, whatever the forecast", async () => {
    await refusePoison();
    const tenantId = uniqueId("tenant");
    await record(await messageEvent({ tenantId }));
    const events = await Promise.all(
      ["Bonjour", "poison", "je m'appelle Karim Benali", "poison again"].map((text, n) =>
        messageEvent({ tenantId, text, sender: { address: `+3361234567${n}` } }),
      ),
    );
    const before = await countRows(env.DB);
    let rowsWritten = 0;
    const db = observedDatabase(env.DB, {
      onRoundTrip: (_sql, results) => {
        for (const { meta } of results) rowsWritten += meta.rows_written;
      },
    });
    await forecastReplay(letters(...events), { db, newId });
    expect({ rows: await countRows(env.DB), rowsWritten }).toEqual({ rows: before, rowsWritten: 0 });
  });

  it("foretells what the replay then does", async () => {
    await refusePoison();
    const tenantId = uniqueId("tenant");
    const known = await messageEvent({ tenantId });
    await record(known);
    const events = await Promise.all([
      messageEvent({ tenantId, sender: { address: "+33612340001" } }),
      messageEvent({ tenantId, sender: { address: "+33612340001" } }),
      messageEvent({ tenantId, text: "poison" }),
      messageEvent({ tenantId }),
    ]);
    const bodies = [known, ...events];
    const forecasts = await forecastReplay(letters(...bodies), { db: env.DB, newId });
    const tally = (outcome: string) => forecasts.filter((forecast) => forecast.outcome === outcome).length;
    const before = await countRows(env.DB);
    await consumeEvents(
      {
        queue: "message-events",
        messages: bodies.map((body, n) => ({
          id: String(n),
          timestamp: new Date(),
          attempts: 1,
          body,
          ack: () => undefined,
          retry: () => undefined,
        })),
      },
      { db: env.DB, clock: () => new Date(), random: () => 0.5, newId, log: () => undefined },
    );
    const after = await countRows(env.DB);
    const added = (table: string) => (after[table] ?? 0) - (before[table] ?? 0);
    expect(added("prospects")).toBe(tally("creates_customer"));
    expect(added("customer_activities")).toBe(tally("creates_customer") + tally("adds_activity"));
    expect(added("dead_letters")).toBe(tally("fails"));
    expect(tally("nothing")).toBe(1);
  });

  it("throws while D1 does not answer", async () => {
    const event = await messageEvent({ tenantId: uniqueId("tenant") });
    const away = observedDatabase(env.DB, { fault: () => "before" });
    await expect(forecastReplay(letters(event), { db: away, newId })).rejects.toThrow(TransientError);
  });
});
