import { SingleBar } from "cli-progress";
import * as z from "zod";
import type { CommandContext } from "../command-context.ts";
import type { OperatorsClient } from "../operators-client.ts";
import { EXIT_CODES, OpsFailure } from "../ops-failure.ts";
import { parseAnswer, printFields } from "../printing/print.ts";

const POLL_DELAY_MS = 1000;
/** The replay goes on by itself, so that some looks at it may fail. */
const MAX_FAILED_POLLS = 5;
/** The queue hands a batch on within seconds; what it delivers again and again is not waited for. */
const MAX_OUTCOME_POLLS = 20;

/** As far as its progress goes. */
export const Replay = z.looseObject({
  id: z.string(),
  state: z.string(),
  total: z.number(),
  sent: z.number(),
  refused: z.number(),
  failedAgain: z.number(),
  notFound: z.number(),
  /** Null where the API does not count them. */
  recorded: z.number().nullish(),
});
export type Replay = z.infer<typeof Replay>;

/**
 * Waits until a replay has ended and, where that can be counted, what became of its events; with a
 * progress bar where somebody looks. Prints what it came to.
 *
 * @param scopePath the path of its tenant, or nothing where it has none
 * @throws OpsFailure where not all of it was sent, or some is known to have failed again
 */
export async function followReplay(context: CommandContext, begun: Replay, scopePath: string): Promise<void> {
  const { io, api } = context;
  // Whatever ends this command, the replay can be looked for.
  io.err.write(`Replay ${begun.id}\n`);
  const look = () => poll(api, `${scopePath}/replays/${encodeURIComponent(begun.id)}`, io.sleep);
  const bar = io.err.isTTY ? startBar(io.err, begun) : null;
  let replay = begun;
  try {
    while (replay.state === "running") {
      replay = await look();
      bar?.update(replay.sent);
    }
    for (let polls = 0; mayBeKnownYet(replay) && polls < MAX_OUTCOME_POLLS; polls++) replay = await look();
  } finally {
    // Its timer would keep the process alive.
    bar?.stop();
  }
  printFields(io, replay, context);
  judge(replay);
  if (!isKnown(replay)) {
    io.err.write("All were sent. What fails again is parked again: see `ops dead-letters list`.\n");
  }
}

/** Whether it is known of each event that was sent what became of it. */
function isKnown({ state, sent, recorded, failedAgain }: Replay): boolean {
  if (state !== "done" || sent === 0) return true;
  return recorded != null && recorded + failedAgain >= sent;
}

function mayBeKnownYet(replay: Replay): boolean {
  return !isKnown(replay) && replay.recorded !== null;
}

function judge({ state, total, sent, refused, failedAgain, notFound }: Replay): void {
  const problems = [
    ...(state === "done" ? [] : [`The replay was ${state}.`]),
    ...(state === "done" && (refused > 0 || sent < total) ? [`The queue took ${sent} of ${total}.`] : []),
    ...(failedAgain > 0 ? [`${failedAgain} of ${total} failed again.`] : []),
    ...(notFound > 0 ? [`${notFound} of the named ones are not there.`] : []),
  ];
  if (problems.length > 0) throw new OpsFailure(problems.join(" "), EXIT_CODES.incomplete);
}

async function poll(
  api: OperatorsClient,
  path: string,
  sleep: (ms: number) => Promise<void>,
): Promise<Replay> {
  for (let failures = 0; ; failures++) {
    await sleep(POLL_DELAY_MS);
    try {
      return parseAnswer(Replay, await api.call("GET", path));
    } catch (error) {
      if (!(error instanceof OpsFailure) || failures >= MAX_FAILED_POLLS) throw error;
    }
  }
}

function startBar(stream: NodeJS.WritableStream, { total, sent }: Replay): SingleBar {
  const bar = new SingleBar({ stream, format: "{bar} {value}/{total} sent", hideCursor: true });
  bar.start(total, sent);
  return bar;
}
