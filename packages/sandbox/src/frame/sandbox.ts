import type { Fault, Faults } from "./faults.ts";
import type { CallLog, SandboxCall } from "./sandbox-call.ts";

/** A caller that has waited this long will not give up by itself. */
const TIME_OUT_MS = 10 * 60 * 1000;

export interface ServeDependencies<TFault extends Fault> {
  log: CallLog;
  faults: Faults<TFault>;
  sleep: (delayMs: number) => Promise<void>;
  /** What each call takes before it is carried out. */
  latencyMs: number;
  toFaultResponse: (fault: TFault) => Response;
}

/**
 * Logs a call, waits as long as calls take, and carries it out unless a fault befalls it.
 *
 * @throws TypeError where no answer comes: `time-out` and `drop-answer` faults
 */
export async function serveCall<TFault extends Fault>(
  dependencies: ServeDependencies<TFault>,
  call: SandboxCall,
  signal: AbortSignal,
  carryOut: () => Promise<Response>,
): Promise<Response> {
  const { log } = dependencies;
  log.begin(call);
  try {
    const response = await answerUnlessFaulty(dependencies, call, signal, carryOut);
    call.status = response.status;
    return response;
  } finally {
    log.end(call);
  }
}

async function answerUnlessFaulty<TFault extends Fault>(
  { faults, sleep, latencyMs, toFaultResponse }: ServeDependencies<TFault>,
  call: SandboxCall,
  signal: AbortSignal,
  carryOut: () => Promise<Response>,
): Promise<Response> {
  const fault = faults.take(call);
  call.fault = fault?.kind ?? null;
  if (latencyMs > 0) await sleep(latencyMs);
  switch (fault?.kind) {
    case "fail-before":
    case "status":
      return toFaultResponse(fault);
    case "time-out":
      await Promise.race([sleep(TIME_OUT_MS), untilAborted(signal)]);
      throw new TypeError("The connection was closed before an answer came.");
  }
  const response = await carryOut();
  switch (fault?.kind) {
    case "fail-after":
      return toFaultResponse(fault);
    case "drop-answer":
      throw new TypeError("The connection was lost before the answer came.");
  }
  return response;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
