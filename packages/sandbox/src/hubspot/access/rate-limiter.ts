import { HubspotError } from "../api/hubspot-error.ts";
import type { HubspotLimits } from "../api/hubspot-options.ts";

const INTERVAL_MS = 10_000;
const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

/** Each kind of caller has a limit of its own for ten seconds; they share the daily limit. */
export type CallerKind = "service-key" | "oauth";

export interface LimitedCall {
  caller: CallerKind;
  isSearch: boolean;
}

/** Counts the calls of an account over rolling windows. A refused call does not count. */
export class RateLimiter {
  readonly #limits: HubspotLimits;
  readonly #now: () => number;
  readonly #windows = { "service-key": new RollingWindow(), oauth: new RollingWindow() };
  readonly #searches = new RollingWindow();
  #day = 0;
  #usedToday = 0;

  constructor(limits: HubspotLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Counts a call.
   *
   * @returns the headers that its answer carries: none of a search, no daily ones with OAuth
   * @throws HubspotError 429
   */
  count({ caller, isSearch }: LimitedCall): Record<string, string> {
    const now = this.#now();
    const today = Math.floor(now / DAY_MS);
    if (today !== this.#day) {
      this.#day = today;
      this.#usedToday = 0;
    }
    if (this.#usedToday >= this.#limits.perDay) {
      throw limitError("DAILY", (today + 1) * DAY_MS - now, this.#headersOf(caller, isSearch));
    }
    const window = isSearch ? this.#searches : this.#windows[caller];
    const waitMs = isSearch
      ? window.waitMs(now, SECOND_MS, this.#limits.searchesPerSecond)
      : window.waitMs(now, INTERVAL_MS, this.#maxOf(caller));
    if (waitMs > 0) {
      const policyName = isSearch ? "SECONDLY" : "TEN_SECONDLY_ROLLING";
      throw limitError(policyName, waitMs, this.#headersOf(caller, isSearch));
    }
    window.add(now);
    this.#usedToday += 1;
    return this.#headersOf(caller, isSearch);
  }

  #headersOf(caller: CallerKind, isSearch: boolean): Record<string, string> {
    if (isSearch) return {};
    const max = this.#maxOf(caller);
    return {
      "X-HubSpot-RateLimit-Interval-Milliseconds": String(INTERVAL_MS),
      "X-HubSpot-RateLimit-Max": String(max),
      "X-HubSpot-RateLimit-Remaining": String(max - this.#windows[caller].size),
      ...(caller === "service-key" && {
        "X-HubSpot-RateLimit-Daily": String(this.#limits.perDay),
        "X-HubSpot-RateLimit-Daily-Remaining": String(this.#limits.perDay - this.#usedToday),
      }),
    };
  }

  #maxOf(caller: CallerKind): number {
    return caller === "oauth" ? this.#limits.oauthPerTenSeconds : this.#limits.perTenSeconds;
  }
}

/** The moments of the latest calls. */
class RollingWindow {
  #moments: number[] = [];

  get size(): number {
    return this.#moments.length;
  }

  add(now: number): void {
    this.#moments.push(now);
  }

  /** How long until one more call fits; 0 when it does now. */
  waitMs(now: number, intervalMs: number, max: number): number {
    this.#moments = this.#moments.filter((moment) => moment > now - intervalMs);
    const blocking = this.#moments[this.#moments.length - max];
    return blocking === undefined ? 0 : blocking + intervalMs - now;
  }
}

function limitError(
  policyName: "DAILY" | "TEN_SECONDLY_ROLLING" | "SECONDLY",
  waitMs: number,
  headers: Record<string, string>,
): HubspotError {
  return new HubspotError(429, `You have reached your ${policyName.toLowerCase()} limit.`, {
    category: "RATE_LIMITS",
    extra: { errorType: "RATE_LIMIT", policyName },
    headers: { ...headers, "Retry-After": String(Math.ceil(waitMs / SECOND_MS)) },
  });
}
