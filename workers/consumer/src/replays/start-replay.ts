import type { ReplayRef } from "@coccinelle/db";

/** Longer than a write to the database may take. */
const GRACE_MS = 60_000;

/**
 * Begins a replay. Its runner is told first, so that a crash between the two leaves a runner that finds
 * nothing, and never a replay that nobody runs.
 */
export async function startReplay(
  { REPLAY_RUNNERS }: Pick<Env, "REPLAY_RUNNERS">,
  ref: ReplayRef,
  write: () => Promise<void>,
): Promise<void> {
  const runner = REPLAY_RUNNERS.getByName(ref.replayId);
  await runner.wake(ref, GRACE_MS);
  await write();
  await runner.wake(ref, 0);
}
