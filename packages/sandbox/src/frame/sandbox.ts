import { Refusal, type SandboxAnswer, toResponse } from "./answer.ts";
import { type CallFaults, type Fault, Faults } from "./faults.ts";
import { fillPath, findRoute, type Place, type ReceivedCall, type Route } from "./route.ts";
import { countCalls, type SandboxCall } from "./sandbox-call.ts";

/** A caller that has waited this long will not give up by itself. */
const TIME_OUT_MS = 10 * 60 * 1000;

/** The options of every stand-in. */
export interface SandboxOptions {
  clock: () => Date;
  /** Must not repeat: tokens and other ids are made of it. */
  newId: () => string;
  sleep: (delayMs: number) => Promise<void>;
  /** How long each call takes before it changes anything. Default 0. */
  latencyMs?: number;
}

/** A stand-in of any vendor. */
export interface Sandbox<TFault extends Fault = Fault, State = unknown> {
  /**
   * Answers as the vendor's API does, for any origin. Rejects where no answer comes: `time-out` and
   * `drop-answer` faults.
   */
  fetch(request: Request): Promise<Response>;
  readonly faults: CallFaults<TFault>;
  /** Every call since the start, in order. */
  readonly calls: readonly SandboxCall[];
  /** How often each route was called: `{"POST /crm/objects/contacts/batch/read": 2}`. */
  countBy(isCounted?: (call: SandboxCall) => boolean): Record<string, number>;
  /** The whole state as plain JSON, without calls, faults and counted limits. */
  export(): State;
  /** Goes on from an exported state; throws where the argument is not one. */
  import(state: unknown): void;
}

/** The parts in which one vendor's API differs from another's. */
export interface SandboxApi<Context, TRoute extends Route<Context>, TFault extends Fault> {
  /** The account that every route gets with its call. */
  context: Context;
  routes: readonly TRoute[];
  /** Answers the calls that no other route takes. */
  unknownRoute: TRoute;
  /** Takes a path apart; undefined for a path that no route can have. */
  locate: (pathname: string) => Place | undefined;
  /** Whether a variable segment is a name of the schema, under which calls are counted, and not an id. */
  isName: (segment: string) => boolean;
  /**
   * Checks authorization and limits, for all but open routes.
   *
   * @returns headers for the call's answer, whether the call is refused later or not
   * @throws Refusal
   */
  admit: (call: ReceivedCall, route: TRoute) => Record<string, string>;
  toFaultAnswer: (fault: TFault, correlationId: string) => SandboxAnswer;
}

/**
 * Serves an API: finds the route of each call, writes the call down, waits as long as calls take, and lets faults
 * befall it.
 */
export function serveApi<Context, TRoute extends Route<Context>, TFault extends Fault>(
  { clock, newId, sleep, latencyMs = 0 }: SandboxOptions,
  api: SandboxApi<Context, TRoute, TFault>,
): Pick<Sandbox<TFault>, "fetch" | "faults" | "calls" | "countBy"> {
  const calls: SandboxCall[] = [];
  const faults = new Faults<SandboxCall, TFault>();
  let inFlight = 0;

  async function answerRoute(route: TRoute, call: ReceivedCall): Promise<Response> {
    let headers: Record<string, string> = {};
    try {
      if (!route.isOpen) headers = api.admit(call, route);
      const answer = await route.answer({ ...call, ...api.context });
      return toResponse({ ...answer, headers: { ...headers, ...answer.headers } });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const answer = error.toAnswer(newId());
      return toResponse({ ...answer, headers: { ...headers, ...answer.headers } });
    }
  }

  async function answerUnlessFaulty(
    fault: TFault | undefined,
    signal: AbortSignal,
    answer: () => Promise<Response>,
  ): Promise<Response> {
    if (latencyMs > 0) await sleep(latencyMs);
    switch (fault?.kind) {
      case "fail-before":
      case "status":
        return toResponse(api.toFaultAnswer(fault, newId()));
      case "time-out":
        await Promise.race([sleep(TIME_OUT_MS), untilAborted(signal)]);
        throw new TypeError("The connection was closed before an answer came.");
    }
    const response = await answer();
    switch (fault?.kind) {
      case "fail-after":
        return toResponse(api.toFaultAnswer(fault, newId()));
      case "drop-answer":
        throw new TypeError("The connection was lost before the answer came.");
    }
    return response;
  }

  async function fetch(request: Request): Promise<Response> {
    const { method, headers, signal } = request;
    const url = new URL(request.url);
    const place = api.locate(url.pathname);
    const found = place && findRoute(api.routes, method, place.path.replace(/\/$/, "") || "/");
    const { route, params } = found ?? { route: api.unknownRoute, params: [] };
    const path = found ? fillPath(route.path, params, api.isName) : url.pathname;
    const call: SandboxCall = {
      method,
      path,
      startedAt: clock(),
      endedAt: null,
      status: null,
      fault: null,
    };
    calls.push(call);
    inFlight += 1;
    const received = { method, url, query: url.searchParams, headers, params, inFlight };
    try {
      const fault = faults.take(call);
      call.fault = fault?.kind ?? null;
      const response = await answerUnlessFaulty(fault, signal, async () =>
        answerRoute(route, { ...received, version: place?.version ?? "", body: await readText(request) }),
      );
      call.status = response.status;
      return response;
    } finally {
      inFlight -= 1;
      call.endedAt = clock();
    }
  }

  return { fetch, faults, calls, countBy: (isCounted) => countCalls(calls, isCounted) };
}

/** Reads the body without `text()`, because workerd warns whenever that reads a form. */
async function readText(request: Request): Promise<string> {
  return new TextDecoder().decode(await request.arrayBuffer());
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
