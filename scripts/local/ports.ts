import { once } from "node:events";
import { createServer } from "node:net";
import { CommandFailure } from "./command-failure.ts";

/** Finds a port of this machine on which nothing listens. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

/**
 * Checks that nothing listens on a port.
 *
 * @throws CommandFailure where something listens on it
 */
export async function assertPortIsFree(host: string, port: number): Promise<void> {
  const server = createServer().listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new CommandFailure(
      `Port ${port} is in use: stop what listens there, or choose another, such as PORT=${port + 1}.`,
      { cause: error },
    );
  }
  server.close();
  await once(server, "close");
}
