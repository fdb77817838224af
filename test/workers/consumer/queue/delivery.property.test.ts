import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, it } from "vitest";
import { consumeEvents } from "../../../../workers/consumer/src/queue/consume-events.ts";
import { uniqueId } from "../../../support/message-event.ts";
import { type Fault, observedDatabase } from "../../../support/observed-database.ts";
import { simulatedRuns } from "../../../support/property-runs.ts";
import { seededRandom } from "../../../support/seeded-random.ts";
import { SimulatedQueue } from "../../../support/simulated-queue.ts";
import { expectCustomers } from "./customers-model.ts";
import { readStoredCustomers } from "./stored-customers.ts";
import { messageDrafts, type WrittenMessage, writeMessage } from "./written-messages.ts";

const MAX_FAULTS = 6;
const FAULT_CHANCE = 0.4;

/** Delivers every message as often as it says, shuffled, in batches of chance, with faults while they last. */
async function deliver(messages: readonly WrittenMessage[], random: () => number): Promise<void> {
  let faultsLeft = MAX_FAULTS;
  const db = observedDatabase(env.DB, {
    fault: (): Fault => {
      if (faultsLeft === 0 || random() > FAULT_CHANCE) return "none";
      faultsLeft -= 1;
      return random() < 0.5 ? "before" : "after";
    },
  });
  const queue = new SimulatedQueue(random);
  for (const { event, deliveries } of messages) queue.send(...Array(deliveries).fill(event));
  await queue.drain((batch) =>
    consumeEvents(
      { queue: "message-events", messages: batch },
      { db, clock: () => new Date(), random, newId: () => crypto.randomUUID(), log: () => undefined },
    ),
  );
}

it("makes exactly the customers that the messages tell of, however often, in whatever order and through whatever failures they come", async () => {
  await fc.assert(
    fc.asyncProperty(messageDrafts, messageDrafts, fc.integer(), async (ownDrafts, neighbourDrafts, seed) => {
      const tenantId = uniqueId("tenant");
      const neighbourId = uniqueId("neighbour");
      const own = await Promise.all(ownDrafts.map((draft) => writeMessage(tenantId, draft)));
      const neighbours = await Promise.all(neighbourDrafts.map((draft) => writeMessage(neighbourId, draft)));
      await deliver([...own, ...neighbours], seededRandom(seed));

      const customers = await readStoredCustomers(env.DB, tenantId);
      expect(customers).toEqual(expectCustomers(own, customers));
      const neighbourCustomers = await readStoredCustomers(env.DB, neighbourId);
      expect(neighbourCustomers).toEqual(expectCustomers(neighbours, neighbourCustomers));
      const parked = env.DB.prepare("SELECT count(*) AS n FROM dead_letters WHERE tenant_id IN (?1, ?2)");
      expect(await parked.bind(tenantId, neighbourId).first("n")).toBe(0);
    }),
    { numRuns: simulatedRuns(4) },
  );
});
