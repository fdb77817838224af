import { env } from "cloudflare:workers";
import type { MessageEvent } from "@coccinelle/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { consumeEvents } from "../../../../workers/consumer/src/queue/consume-events.ts";
import { customersSnapshot } from "../../../support/customers-snapshot.ts";
import { messageEvent, uniqueId } from "../../../support/message-event.ts";
import { type Fault, observedDatabase } from "../../../support/observed-database.ts";
import { SimulatedQueue } from "../../../support/simulated-queue.ts";

const senders = [
  { address: "+33612345678" },
  { address: "+33612345679", profileName: "Karim Benali" },
  { address: "whatsapp:+33612345678", profileName: "Sophie Martin" },
  { address: "whatsapp:FR.134912086553027", profileName: "Ann O'Neil" },
  { address: "36111" },
];
const texts = ["Bonjour", "Bonjour, je m'appelle Sophie Martin", "my name is Ann O'Neil", "", "🏠 T3 ?"];

const drafts = fc.array(
  fc.record({
    sender: fc.constantFrom(...senders),
    text: fc.constantFrom(...texts),
    minute: fc.integer({ min: 0, max: 59 }),
    deliveries: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 1, maxLength: 10 },
);

/** Delivers every event several times, shuffled, in random batches, with faults until they are used up. */
async function deliver(
  events: { event: MessageEvent; deliveries: number }[],
  random: () => number,
  faults: number,
) {
  let left = faults;
  const db = observedDatabase(env.DB, {
    fault: (): Fault => {
      if (left <= 0 || random() > 0.4) return "none";
      left -= 1;
      return random() < 0.5 ? "before" : "after";
    },
  });
  const queue = new SimulatedQueue(random);
  for (const { event, deliveries } of events) queue.send(...Array(deliveries).fill(event));
  await queue.drain((messages) =>
    consumeEvents(
      { queue: "message-events", messages },
      { db, clock: () => new Date(), random, newId: () => crypto.randomUUID(), log: () => undefined },
    ),
  );
}

it("ends in the same state for any order, repetition, batching and failures of the deliveries", async () => {
  await fc.assert(
    fc.asyncProperty(
      drafts,
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      async (events, chance) => {
        const tenantId = uniqueId("tenant");
        const random = () => chance.next().value ?? 0;
        const deliveries = await Promise.all(
          events.map(async ({ sender, text, minute, deliveries }) => ({
            deliveries,
            event: await messageEvent({
              tenantId,
              sender,
              text,
              channel: sender.address.startsWith("whatsapp:") ? "whatsapp" : "sms",
              occurredAt: `2026-03-01T10:${String(minute).padStart(2, "0")}:00.000Z`,
            }),
          })),
        );
        await deliver(
          deliveries.map(({ event }) => ({ event, deliveries: 1 })),
          () => 0,
          0,
        );
        const expected = await customersSnapshot(env.DB, tenantId);
        await env.DB.prepare("DELETE FROM prospects WHERE tenant_id = ?1").bind(tenantId).run();

        await deliver(deliveries, random, 6);
        expect(await customersSnapshot(env.DB, tenantId)).toEqual(expected);
        const parked = env.DB.prepare("SELECT count(*) AS n FROM dead_letters WHERE tenant_id = ?1").bind(
          tenantId,
        );
        expect(await parked.first("n")).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
