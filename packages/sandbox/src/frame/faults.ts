import type { FaultKind, SandboxCall } from "./sandbox-call.ts";

/** Something that befalls the calls or records that match, a number of times. */
interface PendingFault<Subject> {
  match: (subject: Subject) => boolean;
  /** How many subjects the fault befalls; `Infinity` until `clear()`. */
  times: number;
}

/** A fault of whole calls. */
export interface Fault extends PendingFault<SandboxCall> {
  kind: FaultKind;
  /** The status of a `status` fault, and the one in place of the 500 of `fail-before` and `fail-after`. */
  status?: number;
  /** Sent as `Retry-After`. */
  retryAfterSeconds?: number;
}

/** Faults that wait for their calls or records; each subject meets the first fault that matches. */
export class Faults<Subject, TFault extends PendingFault<Subject>> {
  #waiting: TFault[] = [];

  push(...faults: TFault[]): void {
    this.#waiting.push(...faults.map((fault) => ({ ...fault })));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** Uses up one turn of the fault that befalls the subject, if there is such a fault. */
  take(subject: Subject): TFault | undefined {
    const fault = this.#waiting.find(({ match, times }) => times > 0 && match(subject));
    if (fault) fault.times -= 1;
    return fault;
  }
}

export type CallFaults<TFault extends Fault = Fault> = Faults<SandboxCall, TFault>;
