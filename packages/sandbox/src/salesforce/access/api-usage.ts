import { SalesforceError } from "../api/salesforce-error.ts";
import type { SalesforceLimits } from "../api/salesforce-options.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Counts the calls of the last 24 hours. A refused call does not count. */
export class ApiUsage {
  readonly #limits: SalesforceLimits;
  readonly #now: () => number;
  #moments: number[] = [];
  #first = 0;

  constructor(limits: SalesforceLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  get max(): number {
    return this.#limits.perDay;
  }

  get used(): number {
    while ((this.#moments[this.#first] ?? Number.POSITIVE_INFINITY) <= this.#now() - DAY_MS) this.#first += 1;
    return this.#moments.length - this.#first;
  }

  /**
   * Counts a call.
   *
   * @param inFlight how many calls there are at the same time, this one included
   * @throws SalesforceError 403 REQUEST_LIMIT_EXCEEDED, without a word about when it may be tried again
   */
  count(inFlight: number): void {
    if (inFlight > (this.#limits.concurrent ?? Number.POSITIVE_INFINITY)) {
      throw this.#refuse("ConcurrentRequests (Concurrent API Requests) Limit exceeded.");
    }
    if (this.used >= this.max) throw this.#refuse("TotalRequests Limit exceeded.");
    this.#moments.push(this.#now());
  }

  /** Every answer has these headers. */
  toHeaders(): Record<string, string> {
    return { "Sforce-Limit-Info": `api-usage=${this.used}/${this.max}` };
  }

  #refuse(message: string): SalesforceError {
    return new SalesforceError(403, "REQUEST_LIMIT_EXCEEDED", message, {}, this.toHeaders());
  }
}
