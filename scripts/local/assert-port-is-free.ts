import { once } from "node:events";
import { createServer } from "node:net";
import { CommandFailure } from "./command-failure.ts";

/** @throws CommandFailure where something listens on the port already */
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
