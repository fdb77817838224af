export interface TimeLimit {
  /** Aborts when the time is up. */
  signal: AbortSignal;
  /** To be called when the work is done: a timer that is left keeps a Durable Object awake, and is one of 10,000 at most. */
  clear(): void;
}

export function startTimeLimit(timeoutMs: number): TimeLimit {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutMs);
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
