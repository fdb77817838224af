/**
 * - `fail-before`: the answer is a 500, and nothing is changed
 * - `fail-after`: everything is changed, and then the answer is a 500
 * - `status`: the answer has the given status, and nothing is changed
 * - `time-out`: nothing is changed, and no answer comes until the caller gives up
 * - `drop-answer`: everything is changed, and the connection breaks before the answer
 */
export type FaultKind = "fail-before" | "fail-after" | "status" | "time-out" | "drop-answer";

/** A call to a stand-in, and its outcome. */
export interface SandboxCall {
  method: string;
  /** The path without version and ids: `/crm/objects/contacts/{id}`, `/composite/sobjects/Contact/{field}`. */
  path: string;
  startedAt: Date;
  /** Null while the call is in flight. */
  endedAt: Date | null;
  /** Null while the call is in flight, and for good when the caller never got an answer. */
  status: number | null;
  fault: FaultKind | null;
}

/** How often each route was called: `{"POST /crm/objects/contacts/batch/read": 2}`. */
export function countCalls(
  calls: readonly SandboxCall[],
  isCounted: (call: SandboxCall) => boolean = () => true,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path } of calls.filter(isCounted)) {
    const name = `${method} ${path}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
