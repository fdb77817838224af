import { writeLog } from "@coccinelle/core";
import { consumeEvents } from "../../../workers/consumer/src/queue/consume-events.ts";
import { queueWorker } from "./queue-worker.ts";

/** The consumer Worker's way: a batch at a time. */
export default queueWorker((batch, db) =>
  consumeEvents(batch, {
    db,
    clock: () => new Date(),
    random: Math.random,
    newId: () => crypto.randomUUID(),
    log: writeLog,
  }),
);
