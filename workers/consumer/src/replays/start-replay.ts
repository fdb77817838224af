import { errorFields, type Log } from "@coccinelle/core";
import type { ReplayRef } from "@coccinelle/db";
import type { ReplayRunner } from "./replay-runner.ts";

/** A write to D1 takes less than this. */
const GRACE_MS = 60_000;

interface StartDeps {
  runner: Pick<ReplayRunner, "wake">;
  log: Log;
}

/**
 * Begins a replay: wakes its runner, then writes it into D1. A crash between the two leaves a runner that finds
 * no replay, and never a replay without a runner. The replay counts as begun once it is written. Where the
 * second wake fails, the runner starts it after the grace period.
 *
 * @returns the result of the write
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
