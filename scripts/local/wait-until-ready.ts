import { setTimeout } from "node:timers/promises";
import { WORKERS } from "../workers.ts";
import { CommandFailure } from "./command-failure.ts";

/** A cold start on a slow machine takes about 20 s. A Worker that cannot be built never answers. */
const READY_TIMEOUT_MS = 60_000;
const PROBE_TIMEOUT_MS = 2_000;
const PROBE_INTERVAL_MS = 100;

/**
 * Waits until every Worker answers its probe.
 *
 * @throws CommandFailure with the name of a Worker that does not, and with its last answer
 */
export async function waitUntilReady(origin: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (const { name, probe } of WORKERS) {
    const url = `${origin}${probe.path}`;
    for (;;) {
      const { status, text } = await get(url);
      if (status === probe.status) break;
      if (Date.now() > deadline) {
        throw new CommandFailure(
          `The ${name} Worker is not ready after ${READY_TIMEOUT_MS / 1000} s: GET ${url} answers ${text}.`,
        );
      }
      await setTimeout(PROBE_INTERVAL_MS, undefined, { signal });
    }
  }
}

async function get(url: string): Promise<{ status: number | null; text: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return { status: response.status, text: `${response.status} ${await response.text()}` };
  } catch {
    return { status: null, text: "nothing" };
  }
}
