import { env } from "cloudflare:workers";
import type { Log } from "@coccinelle/core";
import { getCRMDatabaseService, listDeadLetters } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { consumeDeadLetters } from "../../../../workers/consumer/src/queue/consume-dead-letters.ts";
import { consumeEvents } from "../../../../workers/consumer/src/queue/consume-events.ts";
import { MAX_ATTEMPTS, type QueueMessage } from "../../../../workers/consumer/src/queue/queue-outcome.ts";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { observedDatabase } from "../../../support/observed-database.ts";

type Settled = "acked" | { retriedAfterSeconds: number | undefined } | null;

/** A message of the queue that records how it ended. */
function queueMessage<Body>(body: Body, attempts = 1) {
  const message = {
    id: uniqueId("message"),
    body,
    attempts,
    settled: null as Settled,
    ack: () => {
      message.settled ??= "acked";
    },
    retry: (options?: QueueRetryOptions) => {
      message.settled ??= { retriedAfterSeconds: options?.delaySeconds };
    },
  };
  return message;
}

function consume(
  messages: QueueMessage[],
  db: D1Database = env.DB,
  consumer = consumeEvents,
  log: Log = () => undefined,
) {
  return consumer(
    { queue: "message-events", messages },
    {
      db,
      clock: () => new Date(),
      random: () => 0.5,
      newId: () => crypto.randomUUID(),
      log,
    },
  );
}

function deadLetters(tenantId: string | null) {
  return listDeadLetters(env.DB, tenantId, {}, { limit: 200 }).then(({ items }) => items);
}

async function count(table: string, tenantId: string) {
  return env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE tenant_id = ?1`).bind(tenantId).first("n");
}

/** Makes D1 refuse events with this text, as a constraint would. */
async function refusePoison() {
  await env.DB.prepare(
    `CREATE TRIGGER IF NOT EXISTS refuse_poison BEFORE INSERT ON customer_activities WHEN NEW.description LIKE '%poison%'
     BEGIN SELECT raise(ABORT, 'poison'); END`,
  ).run();
}

/** Two databases. Their first reads of events wait for each other, so each plan misses the other's writes. */
function meetingPlace(size: number) {
  const allHaveRead = Promise.withResolvers<void>();
  let reads = 0;
  return () =>
    observedDatabase(env.DB, {
      onRoundTrip: async ([sql]) => {
        if (!sql?.includes("customer_activities a")) return;
        reads += 1;
        if (reads === size) allHaveRead.resolve();
        await allHaveRead.promise;
      },
    });
}

describe("consumeEvents", () => {
  it("turns a message into a customer with an activity, a name, and tags that tell the origin", async () => {
    const tenantId = uniqueId("tenant");
    const message = queueMessage(
      await messageEvent({
        tenantId,
        text: "Bonjour, je m'appelle Sophie Martin",
        sender: { address: "+33612345678" },
      }),
    );
    await consume([message]);
    expect(message.settled).toBe("acked");
    const crm = getCRMDatabaseService(env.DB, tenantId);
    const customer = await crm.getCustomerByPhone("06 12 34 56 78");
    expect(customer).toMatchObject({
      firstName: "Sophie",
      lastName: "Martin",
      phone: "+33612345678",
      preferredChannel: "sms",
      segment: "prospect",
      lastContactAt: "2026-03-01T10:00:00.000Z",
      activitiesCount: 1,
    });
    expect(customer?.tags.toSorted()).toEqual(["auto-created", "premier-contact", "sms"]);
    const { items } = await crm.listInteractions(customer?.id ?? "");
    expect(items).toMatchObject([
      {
        type: "message_received",
        channel: "sms",
        description: "Bonjour, je m'appelle Sophie Martin",
        createdAt: "2026-03-01T10:00:00.000Z",
      },
    ]);
  });

  it("acks a duplicate delivery without a second activity, in the same batch and in a later one", async () => {
    const tenantId = uniqueId("tenant");
    const event = await messageEvent({ tenantId });
    await consume([queueMessage(event), queueMessage(event)]);
    const again = queueMessage(event);
    await consume([again]);
    expect(again.settled).toBe("acked");
    expect(await count("customer_activities", tenantId)).toBe(1);
    expect(await count("prospects", tenantId)).toBe(1);
  });

  it("writes no row when a batch is delivered again", async () => {
    const tenantId = uniqueId("tenant");
    const events = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        messageEvent({ tenantId, sender: { address: `+3361234${5000 + n}` } }),
      ),
    );
    await consume(events.map((event) => queueMessage(event)));
    let rowsWritten = 0;
    let roundTrips = 0;
    const db = observedDatabase(env.DB, {
      onRoundTrip: (_sql, results) => {
        roundTrips += 1;
        for (const { meta } of results) rowsWritten += meta.rows_written;
      },
    });
    await consume(
      events.map((event) => queueMessage(event)),
      db,
    );
    expect({ rowsWritten, roundTrips }).toEqual({ rowsWritten: 0, roundTrips: 1 });
  });

  it("parks the one poison event of a batch of a hundred and records the other 99", async () => {
    const tenantId = uniqueId("tenant");
    await refusePoison();
    const messages = await Promise.all(
      Array.from({ length: 100 }, async (_, n) =>
        queueMessage(
          await messageEvent({
            tenantId,
            text: n === 41 ? "poison" : "fine",
            sender: { address: `+3361235${5000 + n}` },
          }),
        ),
      ),
    );
    await consume(messages);
    expect(messages.every(({ settled }) => settled === "acked")).toBe(true);
    expect(await count("customer_activities", tenantId)).toBe(99);
    expect(await count("prospects", tenantId)).toBe(99);
    expect(await deadLetters(tenantId)).toMatchObject([
      {
        reason: "rejected_by_database",
        error: expect.stringContaining("poison"),
        eventId: messages[41]?.body.id,
        attempts: 1,
        status: "parked",
        event: messages[41]?.body,
      },
    ]);
  });

  it("parks a message that it cannot read with the name of the wrong field, and records the rest of the batch", async () => {
    const tenantId = uniqueId("tenant");
    const good = queueMessage(await messageEvent({ tenantId }));
    const { text: _, ...incomplete } = await messageEvent({ tenantId });
    const bad = [
      queueMessage(incomplete),
      queueMessage("not an object"),
      queueMessage({ ...(await messageEvent({ tenantId })), version: 7 }),
    ];
    await consume([...bad, good]);
    expect([...bad, good].map(({ settled }) => settled)).toEqual(Array(4).fill("acked"));
    const errors = (await deadLetters(null)).map(({ reason, error }) => ({ reason, error }));
    expect(errors).toContainEqual({ reason: "invalid_event", error: expect.stringMatching(/^text: /) });
    expect(errors).toContainEqual({ reason: "invalid_event", error: expect.stringMatching(/^body: /) });
    expect(errors).toContainEqual({ reason: "invalid_event", error: expect.stringContaining("version 7") });
    expect(await count("customer_activities", tenantId)).toBe(1);
  });

  it("parks an unreadable message once, however often it is delivered", async () => {
    const body = { nonsense: uniqueId("x") };
    for (let n = 0; n < 3; n++) await consume([queueMessage(body)]);
    expect(
      (await deadLetters(null)).filter(({ event }) => JSON.stringify(event) === JSON.stringify(body)),
    ).toHaveLength(1);
  });

  it("parks an event without any identity of its sender", async () => {
    const tenantId = uniqueId("tenant");
    const event = await messageEvent({ tenantId, sender: { profileName: "Sophie" } });
    await consume([queueMessage(event)]);
    expect(await deadLetters(tenantId)).toMatchObject([
      { reason: "invalid_event", error: expect.stringContaining("sender") },
    ]);
  });

  it("keeps a message to an address that nobody owns as a dead letter without a tenant", async () => {
    const event = { ...(await messageEvent({ tenantId: "nobody" })), tenantId: null, channelId: null };
    const message = queueMessage(event);
    await consume([message]);
    expect(message.settled).toBe("acked");
    expect(await deadLetters(null)).toContainEqual(
      expect.objectContaining({ eventId: event.id, reason: "unknown_address", tenantId: null, event }),
    );
  });

  it("retries with backoff while the database fails, with few round trips, and loses nothing", async () => {
    const tenantId = uniqueId("tenant");
    let roundTrips = 0;
    const down = observedDatabase(env.DB, {
      fault: () => {
        roundTrips += 1;
        return "before";
      },
    });
    const messages = await Promise.all(
      Array.from({ length: 100 }, async () => queueMessage(await messageEvent({ tenantId }), 3)),
    );
    await consume(messages, down);
    for (const { settled } of messages) expect(settled).toEqual({ retriedAfterSeconds: 15 });
    expect(roundTrips).toBeLessThan(12);
    await consume(messages.map(({ body }) => queueMessage(body, 4)));
    expect(await count("customer_activities", tenantId)).toBe(100);
  });

  it("acks nothing when the answer of a transaction is lost, and the next delivery finds it done", async () => {
    const tenantId = uniqueId("tenant");
    let calls = 0;
    const db = observedDatabase(env.DB, {
      fault: () => (++calls === 2 ? "after" : calls > 2 ? "before" : "none"),
    });
    const message = queueMessage(await messageEvent({ tenantId }));
    await consume([message], db);
    expect(message.settled).toEqual({ retriedAfterSeconds: expect.any(Number) });
    expect(await count("customer_activities", tenantId)).toBe(1);
    const again = queueMessage(message.body, 2);
    await consume([again]);
    expect(again.settled).toBe("acked");
    expect(await count("customer_activities", tenantId)).toBe(1);
  });

  it("parks an event that fails on its last attempt, with the error", async () => {
    const tenantId = uniqueId("tenant");
    let calls = 0;
    const db = observedDatabase(env.DB, { fault: () => (++calls <= 1 ? "before" : "none") });
    const message = queueMessage(await messageEvent({ tenantId }), MAX_ATTEMPTS);
    await consume([message], db);
    expect(message.settled).toBe("acked");
    expect(await deadLetters(tenantId)).toMatchObject([
      {
        reason: "retries_exhausted",
        error: expect.stringContaining("Network connection lost"),
        attempts: MAX_ATTEMPTS,
      },
    ]);
  });

  it("retries an event that can be neither recorded nor parked", async () => {
    const message = queueMessage(await messageEvent({ tenantId: uniqueId("tenant") }), MAX_ATTEMPTS);
    await consume([message], observedDatabase(env.DB, { fault: () => "before" }));
    expect(message.settled).toEqual({ retriedAfterSeconds: expect.any(Number) });
  });

  it("gives two consumers that meet the same new sender at once one customer and both activities", async () => {
    const tenantId = uniqueId("tenant");
    const [first, second] = await Promise.all([messageEvent({ tenantId }), messageEvent({ tenantId })]);
    const meet = meetingPlace(2);
    const messages = [queueMessage(first), queueMessage(second)];
    await Promise.all(messages.map((message) => consume([message], meet())));
    expect(messages.map(({ settled }) => settled)).toEqual(["acked", "acked"]);
    expect(await count("prospects", tenantId)).toBe(1);
    expect(await count("customer_activities", tenantId)).toBe(2);
    expect(await count("customer_tags", tenantId)).toBe(3);
  });

  it("gives two consumers that meet on one event of a known customer one activity and no dead letter", async () => {
    const tenantId = uniqueId("tenant");
    await consume([queueMessage(await messageEvent({ tenantId }))]);
    const event = await messageEvent({ tenantId, occurredAt: "2026-03-01T11:00:00.000Z" });
    const messages = [queueMessage(event), queueMessage(event)];
    const meet = meetingPlace(messages.length);
    await Promise.all(messages.map((message) => consume([message], meet())));
    expect(messages.map(({ settled }) => settled)).toEqual(["acked", "acked"]);
    expect(await count("customer_activities", tenantId)).toBe(2);
    expect(await deadLetters(tenantId)).toEqual([]);
  });

  it("keeps the whole text of a body that JSON cannot hold, and records the other messages", async () => {
    const tenantId = uniqueId("tenant");
    const circle: Record<string, unknown> = { marker: tenantId };
    circle.self = circle;
    const strange = [1n, new Uint8Array([1, 2, 3]).buffer, new Map([["key", tenantId]]), circle, undefined];
    const good = queueMessage(await messageEvent({ tenantId }));
    const messages = [...strange.map((body) => queueMessage(body)), good];
    await consume(messages);
    expect(messages.map(({ settled }) => settled)).toEqual(messages.map(() => "acked"));
    expect(await count("customer_activities", tenantId)).toBe(1);
    const kept = (await deadLetters(null)).map(({ event }) => JSON.stringify(event));
    for (const content of ["1n", "01 02 03", `'key' => '${tenantId}'`, "Circular", "undefined"]) {
      expect(kept).toContainEqual(expect.stringContaining(content));
    }
  });

  it("logs how each message ended by ids alone, and never a person's data", async () => {
    const tenantId = uniqueId("tenant");
    await refusePoison();
    const person = { address: "+33698761234", profileName: "Zinedine Zorro" };
    const done = queueMessage(await messageEvent({ tenantId, text: "private text", sender: person }));
    const parked = queueMessage(await messageEvent({ tenantId, text: "private poison", sender: person }), 2);
    const retried = queueMessage(await messageEvent({ tenantId, text: "private text", sender: person }), 3);
    const lines: Parameters<Log>[] = [];
    const log: Log = (...line) => void lines.push(line);
    await consume([done, parked], env.DB, consumeEvents, log);
    await consume([retried], observedDatabase(env.DB, { fault: () => "before" }), consumeEvents, log);
    const ids = ({ id, attempts, body }: typeof done) => ({
      messageId: id,
      attempts,
      eventId: body.id,
      tenantId,
      traceId: body.traceId,
    });
    expect(lines).toEqual([
      [
        "error",
        "event_parked",
        { ...ids(parked), reason: "rejected_by_database", message: expect.stringContaining("poison") },
      ],
      ["info", "batch_settled", { queue: "message-events", done: 1, park: 1, retry: 0 }],
      [
        "warn",
        "event_retried",
        { ...ids(retried), delaySeconds: 15, message: expect.stringContaining("lost") },
      ],
      ["info", "batch_settled", { queue: "message-events", done: 0, park: 0, retry: 1 }],
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/private text|Zinedine|Zorro|698761234/);
  });
});

describe("consumeDeadLetters", () => {
  it("parks messages that the platform gave up", async () => {
    const tenantId = uniqueId("tenant");
    const message = queueMessage(await messageEvent({ tenantId }));
    await consume([message], env.DB, consumeDeadLetters);
    expect(message.settled).toBe("acked");
    expect(await deadLetters(tenantId)).toMatchObject([
      { reason: "retries_exhausted", attempts: MAX_ATTEMPTS },
    ]);
  });

  it("keeps the reason of a message that cannot be read", async () => {
    const event = { ...(await messageEvent({ tenantId: "nobody" })), tenantId: null };
    const nonsense = { nonsense: uniqueId("x") };
    await consume([queueMessage(event), queueMessage(nonsense)], env.DB, consumeDeadLetters);
    const found = await deadLetters(null);
    expect(found).toContainEqual(expect.objectContaining({ reason: "unknown_address", eventId: event.id }));
    expect(found).toContainEqual(expect.objectContaining({ reason: "invalid_event", event: nonsense }));
  });

  it("retries while D1 fails", async () => {
    const message = queueMessage(await messageEvent({ tenantId: uniqueId("tenant") }), 90);
    await consume([message], observedDatabase(env.DB, { fault: () => "before" }), consumeDeadLetters);
    expect(message.settled).toEqual({ retriedAfterSeconds: 45 * 60 });
  });
});
