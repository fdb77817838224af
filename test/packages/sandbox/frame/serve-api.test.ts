import { describe, expect, it } from "vitest";
import { Refusal, type SandboxAnswer } from "../../../../packages/sandbox/src/frame/answer.ts";
import type { Fault } from "../../../../packages/sandbox/src/frame/faults.ts";
import type { Route } from "../../../../packages/sandbox/src/frame/route.ts";
import { type SandboxOptions, serveApi } from "../../../../packages/sandbox/src/frame/sandbox.ts";

const START = Date.parse("2026-11-02T09:00:00.000Z");
const NEVER = () => new Promise<void>(() => {});

interface Context {
  messages: string[];
}

class MessageRefusal extends Refusal {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  override toAnswer(correlationId: string): SandboxAnswer {
    return { status: this.status, body: { message: this.message, correlationId } };
  }
}

/** A small API that keeps messages. */
function serveMessages(options: Partial<SandboxOptions> = {}) {
  const messages: string[] = [];
  const unknownRoute = {
    method: "",
    path: "",
    answer: () => {
      throw new MessageRefusal(404, "there is no such route");
    },
  };
  const api = serveApi<Context, Route<Context>, Fault>(
    { clock: () => new Date(START), newId: () => "id-1", sleep: NEVER, ...options },
    {
      context: { messages },
      routes: [
        {
          method: "POST",
          path: "/messages",
          answer: (call) => ({ status: 201, body: { number: call.messages.push(call.body) } }),
        },
        {
          method: "GET",
          path: "/{list}/{id}",
          answer: ({ params, version, inFlight }) => ({ status: 200, body: { params, version, inFlight } }),
        },
        { method: "GET", path: "/sign-in", isOpen: true, answer: () => ({ status: 204 }) },
      ],
      unknownRoute,
      locate: (pathname) => {
        const { version = "", path } = /^\/(?<version>v\d)(?<path>\/.*)$/.exec(pathname)?.groups ?? {};
        return path === undefined ? undefined : { path, version };
      },
      isName: (segment) => segment === "messages",
      admit: ({ headers }) => {
        if (!headers.has("authorization")) throw new MessageRefusal(401, "a token is missing");
        return { "X-Calls-Left": "9" };
      },
      toFaultAnswer: ({ status = 500 }, correlationId) => ({ status, body: { correlationId } }),
    },
  );
  function send(request: string, init: RequestInit = {}): Promise<Response> {
    const [method = "", path = ""] = request.split(" ");
    const headers = { Authorization: "Bearer x" };
    return api.fetch(new Request(`https://api.example.com${path}`, { method, headers, ...init }));
  }
  const post = () => send("POST /v1/messages", { body: "hello" });
  const pushFault = (fault: Partial<Fault> & Pick<Fault, "kind">) =>
    api.faults.push({ match: ({ method }) => method === "POST", times: 1, ...fault });
  return { ...api, messages, send, post, pushFault };
}

describe("a fault", () => {
  it("of the kind fail-before changes nothing", async () => {
    const { post, pushFault, messages, calls } = serveMessages();
    pushFault({ kind: "fail-before" });
    expect((await post()).status).toBe(500);
    expect(messages).toEqual([]);
    expect(calls).toMatchObject([{ fault: "fail-before", status: 500 }]);
  });

  it("of the kind fail-after answers 500 after everything has changed", async () => {
    const { post, pushFault, messages, calls } = serveMessages();
    pushFault({ kind: "fail-after" });
    expect((await post()).status).toBe(500);
    expect(messages).toEqual(["hello"]);
    expect(calls).toMatchObject([{ fault: "fail-after", status: 500 }]);
  });

  it("of the kind drop-answer rejects the call after everything has changed", async () => {
    const { post, pushFault, messages, calls } = serveMessages();
    pushFault({ kind: "drop-answer" });
    await expect(post()).rejects.toThrow("connection was lost");
    expect(messages).toEqual(["hello"]);
    expect(calls).toMatchObject([{ fault: "drop-answer", status: null, endedAt: expect.any(Date) }]);
  });

  it("of the kind time-out changes nothing, and lasts until the caller gives up", async () => {
    const { send, pushFault, messages, calls } = serveMessages();
    pushFault({ kind: "time-out" });
    const caller = new AbortController();
    const answer = send("POST /v1/messages", { body: "hello", signal: caller.signal });
    const first = await Promise.race([
      answer.then(() => "an answer"),
      new Promise((resolve) => setTimeout(() => resolve("none"), 20)),
    ]);
    expect(first).toBe("none");
    expect(calls).toMatchObject([{ endedAt: null }]);
    caller.abort();
    await expect(answer).rejects.toThrow("before an answer came");
    expect(messages).toEqual([]);
    expect(calls).toMatchObject([{ fault: "time-out", status: null }]);
  });

  it("befalls the calls that match, the given number of times, until the faults are cleared", async () => {
    const { post, send, pushFault, faults } = serveMessages();
    const statuses = async () => [(await post()).status, (await send("GET /v1/sign-in")).status];
    pushFault({ kind: "status", status: 503, times: 1 });
    expect([await statuses(), await statuses()]).toEqual([
      [503, 204],
      [201, 204],
    ]);
    pushFault({ kind: "fail-before", times: Number.POSITIVE_INFINITY });
    expect(await statuses()).toEqual([500, 204]);
    faults.clear();
    expect(await statuses()).toEqual([201, 204]);
  });

  it("befalls open routes, such as sign-in, as well", async () => {
    const { send, pushFault } = serveMessages();
    pushFault({ kind: "status", status: 503, match: ({ path }) => path === "/sign-in" });
    expect((await send("GET /v1/sign-in")).status).toBe(503);
  });
});

describe("a call", () => {
  it("gets its path's segments, the version, and the headers of its admission", async () => {
    const { send } = serveMessages();
    const answer = await send("GET /v2/messages/a%20b/");
    expect(await answer.json()).toEqual({ params: ["messages", "a b"], version: "v2", inFlight: 1 });
    expect(answer.headers.get("x-calls-left")).toBe("9");
  });

  it("is refused in the API's own form, with the headers of its admission", async () => {
    const { send } = serveMessages();
    const missing = await send("DELETE /v1/messages");
    expect(missing.status).toBe(404);
    expect(await missing.json()).toEqual({ message: "there is no such route", correlationId: "id-1" });
    expect(missing.headers.get("x-calls-left")).toBe("9");
    expect((await send("GET /v1/messages/1", { headers: {} })).status).toBe(401);
  });

  it("with a path that cannot be decoded finds no route", async () => {
    const { send } = serveMessages();
    for (const path of ["/v1/messages/%", "/v1/messages/%ff"]) {
      expect((await send(`GET ${path}`)).status).toBe(404);
    }
  });

  it("is written down with its route, its start and its end, and counted without version and ids", async () => {
    let now = START;
    const { send, calls, countBy } = serveMessages({
      clock: () => new Date(now),
      latencyMs: 40,
      sleep: async (delayMs) => {
        now += delayMs;
      },
    });
    for (const path of ["/v1/messages/1", "/v2/messages/2", "/v1/others/3", "/nowhere"]) {
      await send(`GET ${path}`);
    }
    expect(countBy()).toEqual({ "GET /messages/{id}": 2, "GET /{list}/{id}": 1, "GET /nowhere": 1 });
    expect(countBy(({ status }) => status === 404)).toEqual({ "GET /nowhere": 1 });
    expect(calls[0]).toEqual({
      method: "GET",
      path: "/messages/{id}",
      startedAt: new Date("2026-11-02T09:00:00.000Z"),
      endedAt: new Date("2026-11-02T09:00:00.040Z"),
      status: 200,
      fault: null,
    });
  });

  it("knows how many calls are in flight at the same time", async () => {
    const { send } = serveMessages({
      latencyMs: 1,
      sleep: () => new Promise((resolve) => setTimeout(resolve)),
    });
    const read = async () => {
      const { inFlight } = await (await send("GET /v1/messages/1")).json<{ inFlight: number }>();
      return inFlight;
    };
    expect(await Promise.all([read(), read(), read()])).toEqual([1, 2, 3]);
    expect(await read()).toBe(1);
  });
});
