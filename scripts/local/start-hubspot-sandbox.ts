import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { createHubspotSandbox, HUBSPOT_SCOPES, type HubspotSandbox } from "@coccinelle/sandbox";

const HOST = "127.0.0.1";
/** As long as HubSpot's own index takes on a good day. */
const SEARCH_LAG_MS = 2_000;
const SAVE_INTERVAL_MS = 1_000;

interface SandboxOptions {
  /** Where its records are kept between two runs; nowhere, if there is none. */
  stateFile?: string;
  /** The token that it accepts. */
  serviceKey: string;
}

export interface RunningSandbox {
  /** What HUBSPOT_API_URL is to be. */
  origin: string;
  serviceKey: string;
  hubspot: HubspotSandbox;
  stop(): Promise<void>;
}

/** Serves the stand-in of HubSpot's API on a free port of this machine. */
export async function startHubspotSandbox({
  stateFile,
  serviceKey,
}: SandboxOptions): Promise<RunningSandbox> {
  const hubspot = createHubspotSandbox({
    clock: () => new Date(),
    newId: randomUUID,
    sleep: (delayMs) => setTimeout(delayMs),
    searchLagMs: SEARCH_LAG_MS,
    serviceKeys: { [serviceKey]: [...HUBSPOT_SCOPES] },
    owners: [{ id: "1001", email: "owner@example.com", firstName: "Olivia", lastName: "Owner" }],
    limits: { perTenSeconds: 190, oauthPerTenSeconds: 110, searchesPerSecond: 5, perDay: 250_000 },
  });
  if (stateFile && existsSync(stateFile)) hubspot.import(JSON.parse(readFileSync(stateFile, "utf8")));
  // Not only at the end: a command that is killed has none, and the records would be gone.
  let savedCalls = 0;
  const save = () => {
    if (!stateFile || hubspot.calls.length === savedCalls) return;
    savedCalls = hubspot.calls.length;
    writeFileSync(stateFile, JSON.stringify(hubspot.export()));
  };
  const saving = setInterval(save, SAVE_INTERVAL_MS).unref();

  const server = createServer(async (incoming, outgoing) => {
    const response = await hubspot.fetch(await toRequest(incoming));
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  // It serves whoever started it, and keeps nobody from ending.
  server.unref();
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the sandbox has no port");

  return {
    origin: `http://${HOST}:${address.port}`,
    serviceKey,
    hubspot,
    async stop() {
      clearInterval(saving);
      save();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const body = await buffer(incoming);
  return new Request(new URL(incoming.url ?? "/", `http://${incoming.headers.host}`), {
    method: incoming.method ?? "GET",
    headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
    body: body.length > 0 ? body : null,
  });
}
