import { SingleBar } from "cli-progress";
import * as z from "zod";
import type { CommandContext } from "./command-context.ts";
import type { OperatorsClient } from "./operators-client.ts";
import { EXIT_CODES, OpsFailure } from "./ops-failure.ts";
import { parseAnswer, printFields } from "./print.ts";

const POLL_DELAY_MS = 1000;
/** The replay goes on by itself, so that some looks at it may fail. */
const MAX_FAILED_POLLS = 5;

/** As far as its progress goes. */
export const Replay = z.looseObject({
  id: z.string(),
  state: z.string(),
  total: z.number(),
  sent: z.number(),
  refused: z.number(),
  failedAgain: z.number(),
});
export type Replay = z.infer<typeof Replay>;

/**
 * Waits until a replay has ended, with a progress bar where somebody looks, and prints what it came to.
 *
 * @param scopePath the path of its tenant, or nothing where it has none
 * @throws OpsFailure where not all of it was sent, or some is known to have failed again
 */
export async function followReplay(context: CommandContext, begun: Replay, scopePath: string): Promise<void> {
  const { io, api } = context;
  // Whatever ends this command, the replay can be looked for.
  io.err.write(`Replay ${begun.id}\n`);
  const bar = io.err.isTTY ? startBar(io.err, begun) : null;
  let replay = begun;
  try {
    while (replay.state === "running") {
      await io.sleep(POLL_DELAY_MS);
      replay = await poll(api, `${scopePath}/replays/${encodeURIComponent(begun.id)}`, io.sleep);
      bar?.update(replay.sent);
    }
  } finally {
    // Its timer would keep the process alive.
    bar?.stop();
  }
  printFields(io, replay, context);
  const { state, total, sent, refused, failedAgain } = replay;
  if (state !== "done") throw new OpsFailure(`The replay was ${state}.`, EXIT_CODES.incomplete);
  if (refused > 0 || sent < total) {
    throw new OpsFailure(`The queue took ${sent} of ${total}.`, EXIT_CODES.incomplete);
  }
  if (failedAgain > 0) {
    throw new OpsFailure(`${failedAgain} of ${total} failed again.`, EXIT_CODES.incomplete);
  }
  io.err.write("All were sent. What fails again is parked again: see `ops dead-letters list`.\n");
}

async function poll(
  api: OperatorsClient,
  path: string,
  sleep: (ms: number) => Promise<void>,
): Promise<Replay> {
  for (let failures = 0; ; failures++) {
    try {
      return parseAnswer(Replay, await api.call("GET", path));
    } catch (error) {
      if (!(error instanceof OpsFailure) || failures >= MAX_FAILED_POLLS) throw error;
      await sleep(POLL_DELAY_MS);
    }
  }
}

function startBar(stream: NodeJS.WritableStream, { total, sent }: Replay): SingleBar {
  const bar = new SingleBar({ stream, format: "{bar} {value}/{total} sent", hideCursor: true });
  bar.start(total, sent);
  return bar;
}
