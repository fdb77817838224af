import type { ReplayRunner } from "./replay-runner.ts";

/** The one that carries all replays: there is one queue, and what it takes a second is for all of them together. */
export function getReplayRunner({
  REPLAY_RUNNERS,
}: Pick<Env, "REPLAY_RUNNERS">): DurableObjectStub<ReplayRunner> {
  return REPLAY_RUNNERS.getByName("message-events");
}
