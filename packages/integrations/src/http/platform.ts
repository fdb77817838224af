import type { Fetch, StartTimer } from "./exchange.ts";

/** Time, chance and the network, as everything here takes them. */
export interface Platform {
  fetch: Fetch;
  clock: () => Date;
  random: () => number;
  sleep: (delayMs: number) => Promise<void>;
  startTimer: StartTimer;
}

/** The platform's own: for those who put the parts together. A simulation has others. */
export const PLATFORM: Platform = {
  fetch: (request) => globalThis.fetch(request),
  clock: () => new Date(),
  random: Math.random,
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  startTimer(run, delayMs) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
