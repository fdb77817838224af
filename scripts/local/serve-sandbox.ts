import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { buffer } from "node:stream/consumers";

const HOST = "127.0.0.1";
const SAVE_INTERVAL_MS = 1_000;

/** A stand-in of a CRM, as far as it is served. */
interface Sandbox {
  fetch(request: Request): Promise<Response>;
  readonly calls: readonly unknown[];
  export(): unknown;
  import(state: unknown): void;
}

export interface ServeOptions {
  /** Where its records are kept between two runs; nowhere, if there is none. */
  stateFile?: string | undefined;
  /** Where it listens if nothing else does; by default on any free port. */
  port?: number | undefined;
}

export interface ServedSandbox {
  origin: string;
  stop(): Promise<void>;
}

/** Serves a stand-in on a port of this machine. */
export async function serveSandbox(
  sandbox: Sandbox,
  { stateFile, port = 0 }: ServeOptions,
): Promise<ServedSandbox> {
  if (stateFile && existsSync(stateFile)) sandbox.import(JSON.parse(readFileSync(stateFile, "utf8")));
  // Not only at the end: a command that is killed has none, and the records would be gone.
  let savedCalls = 0;
  const save = () => {
    if (!stateFile || sandbox.calls.length === savedCalls) return;
    savedCalls = sandbox.calls.length;
    writeFileSync(stateFile, JSON.stringify(sandbox.export()));
  };
  const saving = setInterval(save, SAVE_INTERVAL_MS).unref();

  const server = createServer(async (incoming, outgoing) => {
    const response = await sandbox.fetch(await toRequest(incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  try {
    await listen(server, port);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    await listen(server, 0);
  }
  // It serves whoever started it, and keeps nobody from ending.
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

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const body = await buffer(incoming);
  return new Request(new URL(incoming.url ?? "/", `http://${incoming.headers.host}`), {
    method: incoming.method ?? "GET",
    headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
    body: body.length > 0 ? body : null,
  });
}
