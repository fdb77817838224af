import type { SandboxCall } from "./sandbox-call.ts";

/**
 * - `fail-before`: a 500, and nothing is changed
 * - `fail-after`: everything is changed, and then a 500
 * - `status`: the given status, and nothing is changed
 * - `time-out`: nothing is changed, and no answer comes until the caller gives up
 * - `drop-answer`: everything is changed, and the connection breaks before the answer
 */
export type FaultKind = "fail-before" | "fail-after" | "status" | "time-out" | "drop-answer";

export interface Fault {
  match: (call: SandboxCall) => boolean;
  kind: FaultKind;
  /** For `status`, and in place of the 500 of `fail-before` and `fail-after`. */
  status?: number;
  /** Sent as `Retry-After`. */
  retryAfterSeconds?: number;
  /** How many calls it befalls; `Infinity` until `faults.clear()`. */
  times: number;
}

/** Faults that wait for their call; each call meets the first that matches. */
export class Faults<TFault extends Fault = Fault> {
  #waiting: TFault[] = [];

  push(...faults: TFault[]): void {
    this.#waiting.push(...faults.map((fault) => ({ ...fault })));
  }

  clear(): void {
    this.#waiting = [];
  }

  take(call: SandboxCall): TFault | undefined {
    const fault = this.#waiting.find(({ match, times }) => times > 0 && match(call));
    if (fault) fault.times -= 1;
    return fault;
  }
}
