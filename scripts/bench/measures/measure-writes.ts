import type { MessageEvent } from "@coccinelle/core";
import { newSmsSenders, newWhatsappSenders, type Sender, writeMessages } from "../messages.ts";
import { askWorker, benchDatabase, benchWorker, withWorkers } from "../with-workers.ts";
import type { Writes } from "../workers/writes.ts";
import { assertAllRecorded } from "./assert-all-recorded.ts";
import type { Measure } from "./measure.ts";

/** The number of messages that a queue hands over at once. */
const BATCH = 100;
const BATCHES = 10;
const REDELIVERED = 10_000;
/** The number of customers that the messages of a batch come from. */
const KNOWN_CUSTOMERS = [100, 20, 1];

const MAX_ROWS_PER_MESSAGE = 2;
const MAX_ROWS_PER_CUSTOMER = 4;
const MAX_ROWS_PER_NEW_CUSTOMER = 12;
const MAX_ROUND_TRIPS_PER_MESSAGE = 0.02;

type Deliver = (events: MessageEvent[]) => Promise<Writes>;

/** Measures the cost of messages in D1: round trips, and written rows with those of all triggers and indexes. */
export function measureWrites(signal: AbortSignal): Promise<Measure[]> {
  return withWorkers([benchWorker("writes", benchDatabase("writes"))], signal, async (server) => {
    const worker = server.getWorker<{ DB: D1Database }>("writes");
    await worker.applyD1Migrations("DB");
    const deliver: Deliver = async (events) => {
      const total = { rows: 0, roundTrips: 0 };
      for (let start = 0; start < events.length; start += BATCH) {
        const { rows, roundTrips } = await askWorker<Writes>(worker, events.slice(start, start + BATCH));
        total.rows += rows;
        total.roundTrips += roundTrips;
      }
      return total;
    };

    // The first customer of a tenant also writes a row for the tenant's native integration.
    await deliver(await writeMessages(newSmsSenders(1), 1));
    const smsSenders = newSmsSenders(BATCH / 2);
    const whatsappSenders = newWhatsappSenders(BATCH / 2);
    const senders = smsSenders.flatMap((sender, index) => [sender, whatsappSenders[index] ?? sender]);
    const measures = [
      await measureNewCustomers(deliver, "SMS", smsSenders),
      await measureNewCustomers(deliver, "WhatsApp", whatsappSenders),
    ];
    for (const customers of KNOWN_CUSTOMERS) {
      measures.push(await measureKnownCustomers(deliver, senders.slice(0, customers)));
    }
    measures.push(...(await measureRedelivery(deliver, senders)));

    const { DB } = await worker.getEnv();
    await assertAllRecorded(DB, 1 + senders.length + BATCHES * BATCH * KNOWN_CUSTOMERS.length + REDELIVERED);
    return measures;
  });
}

async function measureNewCustomers(deliver: Deliver, channel: string, senders: Sender[]): Promise<Measure> {
  const { rows } = await deliver(await writeMessages(senders, senders.length));
  return {
    name: `rows written for the first message of a new customer, ${channel}`,
    value: rows / senders.length,
    bound: { relation: "≤", value: MAX_ROWS_PER_MESSAGE + MAX_ROWS_PER_CUSTOMER + MAX_ROWS_PER_NEW_CUSTOMER },
  };
}

async function measureKnownCustomers(deliver: Deliver, senders: Sender[]): Promise<Measure> {
  const { rows } = await deliver(await writeMessages(senders, BATCHES * BATCH));
  return {
    name: `rows written for ${BATCH} messages of known customers, ${senders.length} distinct`,
    value: rows / BATCHES,
    bound: { relation: "≤", value: MAX_ROWS_PER_MESSAGE * BATCH + MAX_ROWS_PER_CUSTOMER * senders.length },
  };
}

async function measureRedelivery(deliver: Deliver, senders: Sender[]): Promise<Measure[]> {
  const events = await writeMessages(senders, REDELIVERED);
  const first = await deliver(events);
  // The events come in reverse order, so that no batch is the same as before.
  const again = await deliver(events.toReversed());
  return [
    {
      name: "round trips per message, in full batches",
      value: first.roundTrips / events.length,
      bound: { relation: "≤", value: MAX_ROUND_TRIPS_PER_MESSAGE },
    },
    {
      name: `rows written when ${events.length} messages are delivered again`,
      value: again.rows,
      bound: { relation: "=", value: 0 },
    },
  ];
}
