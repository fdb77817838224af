import type { ChannelClaims } from "@coccinelle/core";
import type { ChannelCandidate } from "@coccinelle/webhooks";

/** A channel weighs 1, and takes some hundred bytes; so does an entry without channels. The whole is a few megabytes. */
const MAX_VERIFIED_WEIGHT = 10_000;
const MAX_UNVERIFIED_WEIGHT = 1_000;

/** The channels that could own a request, as they were in D1 when they were read. */
export interface RememberedChannels {
  candidates: readonly ChannelCandidate[];
  /** When the reading began. */
  loadedAtMs: number;
  /** When a second reading ended, if one was made because the first named no final owner of a request. */
  reloadedAtMs: number | undefined;
  /** Whether one of the channels' keys signed a request. */
  isVerified: boolean;
}

/**
 * One provider's channels by the claims of the requests that they were read for, with their keys in the clear,
 * in memory only. The cache holds values and no promises, since workerd forbids waiting on a promise that
 * another request began. Entries of requests without a valid signature never push out the verified entries.
 */
export interface ChannelCache {
  /** Finds the entry, however old it is. */
  find(claims: ChannelClaims): RememberedChannels | undefined;
  /** Sets the entry, unless the present entry comes from a reading that began later. */
  set(claims: ChannelClaims, channels: RememberedChannels): void;
  /** Notes that one of the entry's keys signed a request. */
  markVerified(claims: ChannelClaims): void;
}

export function createChannelCache(): ChannelCache {
  const verified = createStore(MAX_VERIFIED_WEIGHT);
  const unverified = createStore(MAX_UNVERIFIED_WEIGHT);
  const find = (key: string) => verified.find(key) ?? unverified.find(key);

  function setVerified(key: string, channels: RememberedChannels): void {
    unverified.remove(key);
    verified.set(key, { ...channels, isVerified: true });
  }

  return {
    find: (claims) => find(toKey(claims)),

    set(claims, channels) {
      const key = toKey(claims);
      const known = find(key);
      if (known && known.loadedAtMs > channels.loadedAtMs) return;
      if (channels.isVerified || known?.isVerified) setVerified(key, channels);
      else unverified.set(key, channels);
    },

    markVerified(claims) {
      const key = toKey(claims);
      const unmarked = unverified.find(key);
      if (unmarked) setVerified(key, unmarked);
    },
  };
}

/** Holds the latest entries, up to a total weight. */
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

function toKey({ address, serviceId, accountId }: ChannelClaims): string {
  return JSON.stringify([address, serviceId, accountId]);
}

function weigh({ candidates }: RememberedChannels): number {
  return 1 + candidates.length;
}
