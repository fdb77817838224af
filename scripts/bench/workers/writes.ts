import { writeLog } from "@coccinelle/core";
import { observedDatabase } from "../../../test/support/observed-database.ts";
import { consumeEvents } from "../../../workers/consumer/src/queue/consume-events.ts";

interface WritesEnv {
  DB: D1Database;
}

/** The cost of consuming a batch. */
export interface Writes {
  /** The written rows, with those of all triggers and indexes. */
  rows: number;
  roundTrips: number;
}

/** Consumes the events in the request's body as one batch of the queue. */
export default {
  async fetch(request, env) {
    const writes: Writes = { rows: 0, roundTrips: 0 };
    const db = observedDatabase(env.DB, {
      onRoundTrip(_sql, results) {
        writes.roundTrips++;
        for (const { meta } of results) writes.rows += meta.rows_written;
      },
    });
    const bodies: unknown[] = await request.json();
    const messages = bodies.map((body, index) => ({
      id: String(index),
      body,
      attempts: 1,
      ack: () => {},
      retry() {
        throw new Error("a message is to be retried");
      },
    }));
    await consumeEvents(
      { queue: "message-events", messages },
      {
        db,
        clock: () => new Date(),
        random: Math.random,
        newId: () => crypto.randomUUID(),
        log: writeLog,
      },
    );
    return Response.json(writes);
  },
} satisfies ExportedHandler<WritesEnv>;
