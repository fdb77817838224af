import type { TwilioCandidate, TwilioClaims } from "@coccinelle/webhooks";

/** A changed or deleted channel is effective within this time. */
const TTL_MS = 60_000;
/** Forged requests for one address make the database answer once in this time. */
const RELOAD_INTERVAL_MS = 1_000;
/** A few megabytes: a channel takes some hundred bytes, and so does an entry without any. */
const MAX_WEIGHT = 10_000;

interface Entry {
  candidates: readonly TwilioCandidate[];
  loadedAtMs: number;
  reloadedAtMs: number;
}

/**
 * The channels that could own a request, by what it claims, with their credentials in the clear: in memory
 * only. It holds values and no promises: workerd forbids waiting on what another request began.
 */
export interface ChannelCache {
  get(claims: TwilioClaims, nowMs: number): readonly TwilioCandidate[] | undefined;
  set(claims: TwilioClaims, candidates: readonly TwilioCandidate[], nowMs: number): void;
  /**
   * Whether to load the channels again because those in memory do not explain the request: a token may
   * have changed, or a channel may be new. Says yes once a second.
   */
  startReload(claims: TwilioClaims, nowMs: number): boolean;
}

export function createChannelCache(): ChannelCache {
  const entries = new Map<string, Entry>();
  let weight = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    weight -= weigh(entry.candidates);
  }

  return {
    get(claims, nowMs) {
      const entry = entries.get(toKey(claims));
      return entry && nowMs - entry.loadedAtMs < TTL_MS ? entry.candidates : undefined;
    },

    set(claims, candidates, nowMs) {
      const key = toKey(claims);
      const reloadedAtMs = entries.get(key)?.reloadedAtMs ?? Number.NEGATIVE_INFINITY;
      remove(key);
      entries.set(key, { candidates, loadedAtMs: nowMs, reloadedAtMs });
      weight += weigh(candidates);
      for (const oldest of entries.keys()) {
        if (weight <= MAX_WEIGHT) break;
        remove(oldest);
      }
    },

    startReload(claims, nowMs) {
      const entry = entries.get(toKey(claims));
      if (!entry) return true;
      if (nowMs - entry.reloadedAtMs < RELOAD_INTERVAL_MS) return false;
      entry.reloadedAtMs = nowMs;
      return true;
    },
  };
}

function toKey({ address, serviceId, accountId }: TwilioClaims): string {
  return JSON.stringify([address, serviceId, accountId]);
}

function weigh(candidates: readonly TwilioCandidate[]): number {
  return 1 + candidates.length;
}
