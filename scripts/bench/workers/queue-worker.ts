import type { MessageEvent } from "@coccinelle/core";

/** The number of messages that a queue takes at once. */
const SEND_BATCH = 100;
const FILL_CHECK_INTERVAL_MS = 2;

export interface QueueEnv {
  DB: D1Database;
  EVENTS: Queue;
}

/**
 * A Worker that puts posted events into its queue, then drains the queue, and says how many events it has recorded so
 * far. While the queue is being filled, nothing is taken from it.
 */
export function queueWorker(record: (batch: MessageBatch<MessageEvent>, db: D1Database) => Promise<void>) {
  let recorded = 0;
  let isFilling = false;
  return {
    async fetch(request, env) {
      if (request.method === "POST") {
        const events: MessageEvent[] = await request.json();
        isFilling = true;
        for (let start = 0; start < events.length; start += SEND_BATCH) {
          await env.EVENTS.sendBatch(events.slice(start, start + SEND_BATCH).map((body) => ({ body })));
        }
        isFilling = false;
      }
      return Response.json(recorded);
    },

    async queue(batch, env) {
      while (isFilling) await scheduler.wait(FILL_CHECK_INTERVAL_MS);
      await record(batch, env.DB);
      recorded += batch.messages.length;
    },
  } satisfies ExportedHandler<QueueEnv, MessageEvent>;
}
