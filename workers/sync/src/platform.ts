import { type Log, writeLog } from "@coccinelle/core";
import type { Fetch } from "@coccinelle/integrations";

/** Time, chance, the network and the log, which everything in this Worker gets as arguments. */
export interface Platform {
  clock: () => Date;
  random: () => number;
  newId: () => string;
  randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  sleep: (delayMs: number) => Promise<void>;
  fetch: Fetch;
  log: Log;
}

/** The real ones. Only the Worker's entry and its Durable Objects' constructors take them. */
export const PLATFORM: Platform = {
  clock: () => new Date(),
  random: () => Math.random(),
  newId: () => crypto.randomUUID(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  fetch: (request) => fetch(request),
  log: writeLog,
};
