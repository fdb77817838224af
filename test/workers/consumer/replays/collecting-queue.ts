import type { MessageEvent } from "@coccinelle/core";

type SendBatch = (bodies: unknown[]) => void | Promise<void>;

/** A queue that keeps the messages that it took, in order. `onSend` may refuse a batch before the queue takes it. */
export function collectingQueue(onSend: SendBatch = () => undefined) {
  const batches: unknown[][] = [];
  return {
    batches,
    bodies: () => batches.flat(),
    eventIds: () => batches.flat().map((body) => (body as MessageEvent).id),
    async sendBatch(messages: Iterable<MessageSendRequest>): Promise<QueueSendBatchResponse> {
      const bodies = Array.from(messages, ({ body }) => body);
      await onSend(bodies);
      batches.push(bodies);
      return {
        metadata: { metrics: { backlogCount: 0, backlogBytes: 0, oldestMessageTimestamp: new Date(0) } },
      };
    },
  };
}
