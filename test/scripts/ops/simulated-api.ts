import { PassThrough } from "node:stream";
import type { OpsIo } from "../../../scripts/ops/ops-io.ts";
import { runOps } from "../../../scripts/ops/run-ops.ts";

interface AskedRequest {
  method: string;
  url: string;
  authorization: string | null;
  /** The credentials for Cloudflare Access. */
  access: (string | null)[];
  body: unknown;
}

/** Runs commands against answers that a test gives, one after the other. */
export function simulateApi(...answers: { status?: number; body: unknown }[]) {
  const asked: AskedRequest[] = [];
  const slept: number[] = [];
  const files = new Map<string, string>();
  const environment: Record<string, string | undefined> = {
    COCCINELLE_KEY: "key-1",
    COCCINELLE_TENANT: "shop",
  };
  let localKey: string | undefined;

  async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const text = await request.text();
    asked.push({
      method: request.method,
      url: request.url,
      authorization: request.headers.get("authorization"),
      access: ["cf-access-client-id", "cf-access-client-secret"].map((name) => request.headers.get(name)),
      body: text === "" ? undefined : JSON.parse(text),
    });
    const next = answers.shift();
    if (!next) throw new Error(`nobody answers ${request.method} ${request.url}`);
    return Response.json(next.body, { status: next.status ?? 200 });
  }

  return {
    asked,
    slept,
    files,
    environment,
    setLocalKey: (key: string) => {
      localKey = key;
    },
    run: (...args: string[]) => run(args, new PassThrough()),
    runOnTerminal: (...args: string[]) =>
      // A progress bar asks for no more of a terminal.
      run(args, Object.assign(new PassThrough(), { isTTY: true, columns: 80 })),
  };

  async function run(args: string[], err: PassThrough & { isTTY?: boolean }) {
    const out = new PassThrough();
    const io: OpsIo = {
      fetch: answer,
      environment,
      readLocalKey: () => localKey,
      readFile: (path) => files.get(path) ?? "",
      sleep: async (delayMs) => void slept.push(delayMs),
      out,
      err,
    };
    const exitCode = await runOps(args, io);
    return { exitCode, out: String(out.read() ?? ""), err: String(err.read() ?? "") };
  }
}
