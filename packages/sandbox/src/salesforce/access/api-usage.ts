import { SalesforceError } from "../api/salesforce-error.ts";
import type { SalesforceLimits } from "../api/salesforce-options.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The calls of the last 24 hours, and those at the same time. A refused call does not count. */
export class ApiUsage {
  readonly #limits: SalesforceLimits;
  readonly #now: () => number;
  #moments: number[] = [];
  #first = 0;
  #inFlight = 0;

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

  /** A call has come and goes on until `end`. */
  begin(): { isOneTooMany: boolean } {
    this.#inFlight += 1;
    return { isOneTooMany: this.#inFlight > (this.#limits.concurrent ?? Number.POSITIVE_INFINITY) };
  }

  end(): void {
    this.#inFlight -= 1;
  }

  /**
   * Counts a call.
   *
   * @throws SalesforceError 403 REQUEST_LIMIT_EXCEEDED, without a word about when it may be tried again
   */
  count(isOneTooMany: boolean): void {
    if (isOneTooMany) throw limitError("ConcurrentRequests (Concurrent API Requests) Limit exceeded.");
    if (this.used >= this.max) throw limitError("TotalRequests Limit exceeded.");
    this.#moments.push(this.#now());
  }

  /** As every answer has it. */
  toHeaders(): Record<string, string> {
    return { "Sforce-Limit-Info": `api-usage=${this.used}/${this.max}` };
  }
}

function limitError(message: string): SalesforceError {
  return new SalesforceError(403, "REQUEST_LIMIT_EXCEEDED", message);
}
