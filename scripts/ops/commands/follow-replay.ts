import { ApiFailure, type Replay, type ReplayDetail, readAnswer } from "@coccinelle/api-client";
import { SingleBar } from "cli-progress";
import type { CommandContext } from "../command-context.ts";
import { EXIT_CODES, OpsFailure } from "../ops-failure.ts";
import { printFields } from "../printing/print.ts";
import type { ScopedApi } from "./scope.ts";

const POLL_DELAY_MS = 1000;
/** The replay goes on without this command, so a few failed polls are no reason to give up. */
const MAX_FAILED_POLLS = 5;
/** The queue delivers within seconds. An event that it has to deliver again and again is not waited for. */
const MAX_OUTCOME_POLLS = 20;

/** A replay, with how many of its events stand as activities once the API has been asked for that. */
type Progress = Replay & Partial<Pick<ReplayDetail, "recorded">>;

/**
 * Waits until a replay has ended and, where the API can count that, until it is known what became of its
 * events. Shows a progress bar on a terminal, and prints the result.
 *
 * @throws OpsFailure where not all events were sent, or some are known to have failed again
 */
export async function followReplay(
  context: CommandContext,
  begun: Progress,
  api: Pick<ScopedApi, "showReplay">,
): Promise<void> {
  const { io } = context;
  // However this command ends, its user can look for the replay by this id.
  io.err.write(`Replay ${begun.id}\n`);
  const look = () => pollReplay(api, begun.id, io.sleep);
  const bar = io.err.isTTY ? startBar(io.err, begun) : null;
  let replay: Progress = begun;
  try {
    while (replay.state === "running") {
      replay = await look();
      bar?.update(replay.sent);
    }
    for (let polls = 0; mayBeKnownYet(replay) && polls < MAX_OUTCOME_POLLS; polls++) replay = await look();
  } finally {
    // The bar's timer would keep the process alive.
    bar?.stop();
  }
  printFields(io, replay, context);
  checkCompleteness(replay);
  if (!isKnown(replay)) {
    io.err.write("All were sent. An event that fails again is parked again: see `ops dead-letters list`.\n");
  }
}

/** Says whether the outcome of every event that was sent is known. */
function isKnown({ state, sent, recorded, failedAgain }: Progress): boolean {
  if (state !== "done" || sent === 0) return true;
  return recorded != null && recorded + failedAgain >= sent;
}

function mayBeKnownYet(replay: Progress): boolean {
  return !isKnown(replay) && replay.recorded !== null;
}

function checkCompleteness({ state, total, sent, refused, failedAgain, notFound }: Progress): void {
  const problems = [
    ...(state === "done" ? [] : [`The replay was ${state}.`]),
    ...(state === "done" && (refused > 0 || sent < total) ? [`The queue took ${sent} of ${total}.`] : []),
    ...(failedAgain > 0 ? [`${failedAgain} of ${total} failed again.`] : []),
    ...(notFound > 0 ? [`${notFound} of the given ids do not exist.`] : []),
  ];
  if (problems.length > 0) throw new OpsFailure(problems.join(" "), EXIT_CODES.incomplete);
}

async function pollReplay(
  api: Pick<ScopedApi, "showReplay">,
  id: string,
  sleep: (delayMs: number) => Promise<void>,
): Promise<ReplayDetail> {
  for (let failures = 0; ; failures++) {
    await sleep(POLL_DELAY_MS);
    try {
      return await readAnswer(api.showReplay(id));
    } catch (error) {
      if (!(error instanceof ApiFailure) || failures >= MAX_FAILED_POLLS) throw error;
    }
  }
}

function startBar(stream: NodeJS.WritableStream, { total, sent }: Progress): SingleBar {
  const bar = new SingleBar({ stream, format: "{bar} {value}/{total} sent", hideCursor: true });
  bar.start(total, sent);
  return bar;
}
