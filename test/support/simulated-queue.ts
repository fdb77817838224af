import type { QueueMessage } from "../../workers/consumer/src/queue/queue-outcome.ts";

/** More rounds than any bounded number of failures takes. */
const MAX_ROUNDS = 200;

/** A queue as the platform's: at least once, in any order, in batches of any size; delays take no time. */
export class SimulatedQueue {
  readonly #random: () => number;
  #waiting: { body: unknown; attempts: number }[] = [];

  constructor(random: () => number) {
    this.#random = random;
  }

  send(...bodies: unknown[]): void {
    for (const body of bodies) this.#waiting.push({ body, attempts: 1 });
  }

  /** Delivers until nothing is left. A consumer that throws gets the batch again. */
  async drain(consume: (messages: QueueMessage[]) => Promise<void>): Promise<void> {
    for (let round = 0; this.#waiting.length > 0; round++) {
      if (round === MAX_ROUNDS) throw new Error("the queue does not drain");
      const batch = this.#takeBatch();
      const retried = new Set(batch);
      const messages = batch.map((entry, index) => ({
        id: `${round}-${index}`,
        body: structuredClone(entry.body),
        attempts: entry.attempts,
        ack: () => void retried.delete(entry),
        retry: () => undefined,
      }));
      await consume(messages);
      for (const entry of retried) this.#waiting.push({ ...entry, attempts: entry.attempts + 1 });
    }
  }

  #takeBatch(): { body: unknown; attempts: number }[] {
    const size = 1 + Math.floor(this.#random() * 8);
    const batch = [];
    while (batch.length < size && this.#waiting.length > 0) {
      batch.push(...this.#waiting.splice(Math.floor(this.#random() * this.#waiting.length), 1));
    }
    return batch;
  }
}
