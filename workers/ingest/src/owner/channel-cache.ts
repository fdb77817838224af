import type { TwilioCandidate, TwilioClaims } from "@coccinelle/webhooks";

/** A few megabytes: a channel takes some hundred bytes, and so does an entry without any. */
const MAX_VERIFIED_WEIGHT = 10_000;
const MAX_UNVERIFIED_WEIGHT = 1_000;

/** The channels that could own a request, as they once were in the database. */
export interface RememberedChannels {
  candidates: readonly TwilioCandidate[];
  /** When reading them began. */
  loadedAtMs: number;
  /** When they had been read once more because they did not explain a request. */
  reloadedAtMs: number | undefined;
  /** Whether one of them signed a request. */
  isVerified: boolean;
}

/**
 * The channels that could own a request, by what it claims, with their credentials in the clear: in memory
 * only. It holds values and no promises: workerd forbids waiting on what another request began. What
 * requests without a valid signature brought in never pushes out what the others did.
 */
export interface ChannelCache {
  /** However old. */
  find(claims: TwilioClaims): RememberedChannels | undefined;
  /** Of two that were read at once, those stay whose reading began later. */
  set(claims: TwilioClaims, channels: RememberedChannels): void;
}

export function createChannelCache(): ChannelCache {
  const verified = createStore(MAX_VERIFIED_WEIGHT);
  const unverified = createStore(MAX_UNVERIFIED_WEIGHT);
  const find = (key: string) => verified.find(key) ?? unverified.find(key);
  return {
    find: (claims) => find(toKey(claims)),

    set(claims, channels) {
      const key = toKey(claims);
      const known = find(key);
      if (known && known.loadedAtMs > channels.loadedAtMs) return;
      const isVerified = channels.isVerified || known?.isVerified === true;
      unverified.remove(key);
      (isVerified ? verified : unverified).set(key, { ...channels, isVerified });
    },
  };
}

/** Holds what was set last, up to a weight. */
function createStore(maxWeight: number) {
  const entries = new Map<string, RememberedChannels>();
  let weight = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    entries.delete(key);
    weight -= weigh(entry);
  }

  return {
    find: (key: string) => entries.get(key),
    remove,

    set(key: string, entry: RememberedChannels): void {
      remove(key);
      entries.set(key, entry);
      weight += weigh(entry);
      for (const oldest of entries.keys()) {
        if (weight <= maxWeight) break;
        remove(oldest);
      }
    },
  };
}

function toKey({ address, serviceId, accountId }: TwilioClaims): string {
  return JSON.stringify([address, serviceId, accountId]);
}

function weigh({ candidates }: RememberedChannels): number {
  return 1 + candidates.length;
}
