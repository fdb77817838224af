import { errorMessage, type Log, type MessageEvent, TransientError } from "@coccinelle/core";
import pRetry from "p-retry";
import { PayloadTooLargeError } from "../webhook/error-response.ts";

/** A queue message may have 128 KB, of which the queue takes some for itself. */
const MAX_EVENT_BYTES = 127_000;
/** Short, since the provider waits for the answer. */
const RETRY_DELAY_MS = 100;

export interface DeliveryDeps {
  queue: Pick<Queue, "send">;
  saveToOutbox(row: { id: string; event: string; createdAt: Date }): Promise<void>;
  clock(): Date;
  log: Log;
}

/** Where the event is durable. An event is in the outbox because the queue refused it with the error. */
type Delivery = { kind: "queued" } | { kind: "in_outbox"; queueError: unknown };

/**
 * Makes an event durable, in the queue or else in the outbox, and logs it.
 *
 * @throws PayloadTooLargeError if no queue message can hold it
 * @throws TransientError if neither the queue nor the outbox took it
 */
export async function deliverEvent(event: MessageEvent, deps: DeliveryDeps): Promise<void> {
  const delivery = await storeEvent(event, deps);
  deps.log(delivery.kind === "queued" ? "info" : "warn", "webhook_accepted", {
    delivery: delivery.kind,
    type: event.type,
    eventId: event.id,
    providerMessageId: event.providerMessageId,
    tenantId: event.tenantId,
    channelId: event.channelId,
    traceId: event.traceId,
    ...(delivery.kind === "in_outbox" && { queueError: errorMessage(delivery.queueError) }),
  });
}

async function storeEvent(event: MessageEvent, deps: DeliveryDeps): Promise<Delivery> {
  const json = JSON.stringify(event);
  if (new TextEncoder().encode(json).byteLength > MAX_EVENT_BYTES) {
    throw new PayloadTooLargeError(`the message is larger than ${MAX_EVENT_BYTES} bytes as an event`);
  }
  try {
    await pRetry(() => deps.queue.send(event), { retries: 1, minTimeout: RETRY_DELAY_MS });
    return { kind: "queued" };
  } catch (queueError) {
    await saveToOutbox(json, event.id, queueError, deps);
    return { kind: "in_outbox", queueError };
  }
}

async function saveToOutbox(event: string, id: string, queueError: unknown, deps: DeliveryDeps) {
  try {
    await deps.saveToOutbox({ id, event, createdAt: deps.clock() });
  } catch (outboxError) {
    throw new TransientError("neither the queue nor the outbox took the event", {
      context: { eventId: id, queueError: errorMessage(queueError), outboxError: errorMessage(outboxError) },
      cause: new AggregateError([queueError, outboxError]),
    });
  }
}
