import type { FaultKind } from "./faults.ts";

/** A call as it was received, and what came of it. */
export interface SandboxCall {
  method: string;
  /** Free of version and ids: `/crm/objects/contacts/{id}`, `/composite/sobjects/Contact/{field}`. */
  path: string;
  at: Date;
  /** The caller's `x-coccinelle-pass`, if it sent one. */
  pass: string | null;
  /** Null while it is in flight, and for good when the caller never got an answer. */
  status: number | null;
  fault: FaultKind | null;
}

/** Two passes that both had work to do at the same time. */
export interface PassOverlap {
  earlier: string;
  later: string;
  at: Date;
}

export class CallLog {
  readonly calls: SandboxCall[] = [];
  readonly overlaps: PassOverlap[] = [];
  readonly #supersededPasses = new Set<string>();
  readonly #inFlight = new Map<string, number>();
  #currentPass: string | null = null;

  begin(call: SandboxCall): void {
    this.calls.push(call);
    if (call.pass !== null) this.#beginPassCall(call.pass, call.at);
  }

  end(call: SandboxCall): void {
    if (call.pass === null) return;
    this.#inFlight.set(call.pass, (this.#inFlight.get(call.pass) ?? 0) - 1);
  }

  /** How often each route was called: `{"POST /crm/objects/contacts/batch/read": 2}`. */
  countBy(isCounted: (call: SandboxCall) => boolean = () => true): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { method, path } of this.calls.filter(isCounted)) {
      const name = `${method} ${path}`;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  /** A pass overlaps one that still waits for an answer, and one that goes on after another had begun. */
  #beginPassCall(pass: string, at: Date): void {
    const current = this.#currentPass;
    if (current !== null && current !== pass) {
      const waits = (this.#inFlight.get(current) ?? 0) > 0;
      if (waits || this.#supersededPasses.has(pass))
        this.overlaps.push({ earlier: current, later: pass, at });
      this.#supersededPasses.add(current);
    }
    this.#currentPass = pass;
    this.#inFlight.set(pass, (this.#inFlight.get(pass) ?? 0) + 1);
  }
}
