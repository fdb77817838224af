import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Sandbox } from "@coccinelle/sandbox";

const HOST = "127.0.0.1";
const SAVE_INTERVAL_MS = 1_000;

type ServedParts = Pick<Sandbox, "fetch" | "calls" | "export" | "import">;

export interface ServeOptions {
  /** The file that keeps the stand-in's records between two runs; undefined: they are not kept. */
  stateFile?: string | undefined;
  /** The port of the stand-in, unless something else listens there. Default: any free port. */
  port?: number | undefined;
}

export interface ServedSandbox {
  origin: string;
  stop(): Promise<void>;
}

/** Serves a stand-in on a port of this machine. */
export async function serveSandbox(
  sandbox: ServedParts,
  { stateFile, port = 0 }: ServeOptions,
): Promise<ServedSandbox> {
  if (stateFile && existsSync(stateFile)) sandbox.import(JSON.parse(readFileSync(stateFile, "utf8")));
  // The records are saved while the stand-in runs, because a command that is killed cannot save them at its end.
  let savedCalls = 0;
  const save = () => {
    if (!stateFile || sandbox.calls.length === savedCalls) return;
    savedCalls = sandbox.calls.length;
    writeFileSync(stateFile, JSON.stringify(sandbox.export()));
  };
  const saving = setInterval(save, SAVE_INTERVAL_MS).unref();

  const server = createServer(async (incoming, outgoing) => {
    try {
      await answer(sandbox, incoming, outgoing);
    } catch (error) {
      console.error("A stand-in gave no answer:", error);
      outgoing.destroy();
    }
  });
  try {
    await listen(server, port);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    await listen(server, 0);
  }
  // The server does not keep the command that started it from ending.
  server.unref();
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the sandbox has no port");

  return {
    origin: `http://${HOST}:${address.port}`,
    async stop() {
      clearInterval(saving);
      save();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function answer(
  sandbox: ServedParts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = toRequest(incoming, await buffer(incoming));
  const response = request ? await sandbox.fetch(request) : new Response("Bad Request", { status: 400 });
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
}

/** Null for a request that `fetch` could not have sent, such as a GET with a body. */
function toRequest({ url = "/", method = "GET", headers }: IncomingMessage, body: Buffer): Request | null {
  try {
    return new Request(`http://${headers.host}${url}`, {
      method,
      headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
      body: body.length > 0 ? body : null,
    });
  } catch (cause) {
    if (cause instanceof TypeError) return null;
    throw cause;
  }
}
