import { createServer, type RequestListener } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { CommandFailure } from "../../../scripts/local/command-failure.ts";
import { findFreePort } from "../../../scripts/local/ports.ts";
import { watchWorkers } from "../../../scripts/local/watch-workers.ts";

const closings: (() => void)[] = [];

afterEach(() => {
  for (const close of closings.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const port = await findFreePort();
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${port}`;
}

function watch(origin: string, { signal = new AbortController().signal, timeoutMs = 20 } = {}) {
  return watchWorkers(origin, { signal, intervalMs: 1, timeoutMs });
}

describe("watching the Workers", () => {
  it("fails with a message once the port is silent", async () => {
    const origin = await serve(() => {});
    await expect(watch(origin)).rejects.toThrow(CommandFailure);
  });

  it("fails with a message once the port is closed", async () => {
    const origin = `http://127.0.0.1:${await findFreePort()}`;
    await expect(watch(origin)).rejects.toThrow(`Nothing answers at ${origin}`);
  });

  it("goes on while there is any answer, errors too, and over a single silence", async () => {
    const controller = new AbortController();
    let requests = 0;
    const origin = await serve((_request, response) => {
      requests += 1;
      if (requests === 8) controller.abort();
      if (requests % 2 === 0) response.writeHead(requests % 4 === 0 ? 500 : 200).end();
      else response.destroy();
    });
    await watch(origin, { signal: controller.signal, timeoutMs: 10_000 });
    expect(requests).toBe(8);
  });
});
