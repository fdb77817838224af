import { RetryAfterError } from "@coccinelle/core";

/** An account's limits, as far as they are known: plain data. */
export interface CallState {
  /** In ms: no call before then. */
  blockedUntil: number;
}

/** `wait`: until a call that is under way has its answer. */
export type CallPermission = { kind: "go" } | { kind: "wait" } | { kind: "delay"; delayMs: number };

/** One CRM's limits, as pure functions. */
export interface CallLimits<State extends CallState, Kind> {
  /** The CRM's name, for people. */
  name: string;
  /**
   * Whether a call may be made now.
   *
   * @param inFlight the kinds of the calls that have no answer yet
   */
  permit(state: State, kind: Kind, inFlight: readonly Kind[], now: number): CallPermission;
  /**
   * The state after an answer.
   *
   * @param headers with names in lower case; empty where no answer came
   * @param inFlight the kinds of the calls that still have no answer
   */
  note(
    state: State,
    kind: Kind,
    headers: Record<string, string>,
    at: { now: number; inFlight: readonly Kind[] },
  ): State;
  /** The state after the CRM refused a call for a limit. */
  afterRefusal(state: State, kind: Kind): State;
}

/** All calls of one account go through one of these. */
export interface CallLimiter<Kind> {
  /**
   * Waits until the call may be made.
   *
   * @returns to be called once, with the answer's headers, or null where there was no answer
   * @throws RetryAfterError while nothing may be called at all
   */
  enter(kind: Kind): Promise<(headers: Record<string, string> | null) => void>;
  /** The CRM refused a call for a limit: forbids all calls for some seconds. */
  block(kind: Kind, seconds: number): void;
}

export interface CallLimiterDeps<State extends CallState, Kind> {
  limits: CallLimits<State, Kind>;
  /** Kept up to date in place, so that its owner can store it, and another limiter go on with it. */
  state: State;
  clock: () => Date;
  sleep: (delayMs: number) => Promise<void>;
}

/** The limits of one account, shared by everything that calls it. */
export function createCallLimiter<State extends CallState, Kind>({
  limits,
  state,
  clock,
  sleep,
}: CallLimiterDeps<State, Kind>): CallLimiter<Kind> {
  const inFlight: Kind[] = [];
  const waiting: (() => void)[] = [];

  function assertNotBlocked(now: number): void {
    if (state.blockedUntil <= now) return;
    const seconds = Math.ceil((state.blockedUntil - now) / 1000);
    throw new RetryAfterError(`${limits.name}'s limit is used up`, seconds);
  }

  function leave(kind: Kind, headers: Record<string, string> | null): void {
    inFlight.splice(inFlight.indexOf(kind), 1);
    Object.assign(state, limits.note(state, kind, headers ?? {}, { now: clock().getTime(), inFlight }));
    // All waiting calls are woken: one alone might end with an error, and then nobody would wake the others.
    for (const wake of waiting.splice(0)) wake();
  }

  return {
    async enter(kind) {
      for (;;) {
        const now = clock().getTime();
        assertNotBlocked(now);
        const permission = limits.permit(state, kind, inFlight, now);
        if (permission.kind === "go") break;
        if (permission.kind === "delay") await sleep(permission.delayMs);
        else await new Promise<void>((resolve) => waiting.push(resolve));
      }
      inFlight.push(kind);
      return (headers) => leave(kind, headers);
    },
    block(kind, seconds) {
      Object.assign(state, limits.afterRefusal(state, kind));
      state.blockedUntil = Math.max(state.blockedUntil, clock().getTime() + seconds * 1000);
    },
  };
}
