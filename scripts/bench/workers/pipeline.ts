import { writeLog } from "@coccinelle/core";
import { consumeEvents } from "../../../workers/consumer/src/queue/consume-events.ts";
import { queueWorker } from "./queue-worker.ts";

/** A consumer that records a whole batch at once, by the code of the consumer Worker. */
export default queueWorker((batch, db) =>
  consumeEvents(batch, {
    db,
    clock: () => new Date(),
    random: Math.random,
    newId: () => crypto.randomUUID(),
    log: writeLog,
  }),
);
