import { errorFields, type Log } from "@coccinelle/core";
import type { ReplayRef } from "@coccinelle/db";
import type { ReplayRunner } from "./replay-runner.ts";

/** Longer than a write to the database may take. */
const GRACE_MS = 60_000;

interface StartDeps {
  runner: Pick<ReplayRunner, "wake">;
  log: Log;
}

/**
 * Begins a replay. Its runner is told first, so that a crash between the two leaves a runner that finds
 * nothing, and never a replay that nobody runs. Once it is written it is begun: a runner that cannot be told
 * so goes on by itself.
 *
 * @returns what was written
 */
export async function startReplay<Written>(
  ref: ReplayRef,
  write: () => Promise<Written>,
  { runner, log }: StartDeps,
): Promise<Written> {
  await runner.wake(ref, GRACE_MS);
  const written = await write();
  try {
    await runner.wake(ref, 0);
  } catch (error) {
    log("warn", "replay_not_woken", { ...ref, ...errorFields(error) });
  }
  return written;
}
