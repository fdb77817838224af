import { SingleBar } from "cli-progress";
import * as z from "zod";
import type { CommandContext } from "./command-context.ts";
import { EXIT_CODES, OpsFailure } from "./ops-failure.ts";
import { printFields } from "./print.ts";

const POLL_DELAY_MS = 1000;

/** As far as its progress goes. */
export const Replay = z.looseObject({
  id: z.string(),
  state: z.string(),
  total: z.number(),
  sent: z.number(),
  failedAgain: z.number(),
});
export type Replay = z.infer<typeof Replay>;

/**
 * Waits until a replay has ended, with a progress bar where somebody looks, and prints what it came to.
 *
 * @param scopePath the path of its tenant, or nothing where it has none
 * @throws OpsFailure where not all of it was sent, or some of it failed again
 */
export async function followReplay(context: CommandContext, begun: Replay, scopePath: string): Promise<void> {
  const { io, api } = context;
  const bar = io.err.isTTY ? startBar(io.err, begun) : null;
  let replay = begun;
  while (replay.state === "running") {
    await io.sleep(POLL_DELAY_MS);
    replay = Replay.parse(await api.call("GET", `${scopePath}/replays/${encodeURIComponent(replay.id)}`));
    bar?.update(replay.sent);
  }
  bar?.stop();
  printFields(io, replay, context);
  if (replay.state !== "done") throw new OpsFailure(`The replay was ${replay.state}.`, EXIT_CODES.incomplete);
  if (replay.failedAgain > 0) {
    throw new OpsFailure(`${replay.failedAgain} of ${replay.total} failed again.`, EXIT_CODES.incomplete);
  }
}

function startBar(stream: NodeJS.WritableStream, { total, sent }: Replay): SingleBar {
  const bar = new SingleBar({ stream, format: "{bar} {value}/{total} sent", hideCursor: true });
  bar.start(total, sent);
  return bar;
}
