import type { Fetch } from "@coccinelle/integrations";

export interface Reply {
  status?: number;
  /** Text, or what becomes JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Instead of a reply: the connection is lost, or nothing ever comes. */
export type Silence = "lost" | "silence";

/** A network that gives these replies in turn, the last one for ever, and keeps the requests. */
export function scriptNetwork(replies: readonly (Reply | Silence)[]): { fetch: Fetch; requests: Request[] } {
  const requests: Request[] = [];
  async function fetch(request: Request): Promise<Response> {
    const reply = replies[Math.min(requests.length, replies.length - 1)] ?? "lost";
    requests.push(request);
    if (reply === "lost") throw new TypeError("the connection was lost");
    if (reply === "silence") {
      return new Promise((_, reject) => {
        request.signal.addEventListener("abort", () => reject(request.signal.reason), { once: true });
      });
    }
    const { status = 200, body = {}, headers = {} } = reply;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return new Response(text, { status, headers: { "content-type": "application/json", ...headers } });
  }
  return { fetch, requests };
}

/** A clock on which waiting takes no time. A timer ends at once where nothing else is under way. */
export function newTestTime() {
  let timeMs = 0;
  return {
    clock: () => new Date(timeMs),
    sleep: async (delayMs: number) => {
      timeMs += delayMs;
    },
    startTimer(run: () => void) {
      const timer = setTimeout(run, 20);
      return () => clearTimeout(timer);
    },
    random: () => 0.5,
    advance(ms: number) {
      timeMs += ms;
    },
  };
}
