import { vi } from "vitest";

interface Server {
  fetch(request: Request): Promise<Response>;
}

const servers = new Map<string, Server>();

/** The network is closed: a host that no test serves cannot be reached. */
vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
  const request = new Request(input, init);
  const { host } = new URL(request.url);
  const server = servers.get(host);
  if (!server) throw new Error(`unexpected call to ${host}`);
  return server.fetch(request);
});

/** Has a server answer at a host from now on. */
export function serveAt(host: string, server: Server): void {
  servers.set(host, server);
}
