import { TransientError } from "@coccinelle/core";

/** The way to the network, as a seam. */
export type Fetch = (request: Request) => Promise<Response>;

/** Calls `run` after the delay; the function that it returns cancels that. */
export type StartTimer = (run: () => void, delayMs: number) => () => void;

/** An answer as it came. */
export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
}

export interface ExchangeDeps {
  fetch: Fetch;
  startTimer: StartTimer;
  timeoutMs: number;
}

interface ExchangeInit extends RequestInit {
  /** Gets the headers of an answer whose body may yet break off. */
  onHeaders?: (headers: Record<string, string>) => void;
}

/**
 * Sends a request and reads the whole answer, within a time limit. Redirects are not followed: a request
 * holds a token or a secret.
 *
 * @param name the other side's, for people
 * @throws TransientError where no answer comes, one that breaks off, or none in time
 */
export async function exchange(
  { fetch, startTimer, timeoutMs }: ExchangeDeps,
  name: string,
  url: string | URL,
  { onHeaders, ...init }: ExchangeInit,
): Promise<RawAnswer> {
  const controller = new AbortController();
  // A timer that is left behind keeps a Durable Object awake, and is one of 10,000 at most.
  const cancelTimer = startTimer(() => controller.abort(), timeoutMs);
  try {
    const request = new Request(url, { ...init, redirect: "manual", signal: controller.signal });
    const response = await fetch(request);
    const headers = Object.fromEntries(response.headers);
    onHeaders?.(headers);
    return { status: response.status, headers, text: await response.text() };
  } catch (cause) {
    throw new TransientError(`${name} could not be reached, or did not answer in time`, { cause });
  } finally {
    cancelTimer();
  }
}

/** The JSON of an answer; null where it is none, as from a proxy on the way. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
